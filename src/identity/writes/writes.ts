import type { Clock } from '#shared/clock';
import { createBatch, many, one, type Db, type Tx } from '#shared/db';
import type { Kind, Write } from './write.ts';
import { applyRequests, applyWrites, listsText, listText, usedAlready } from './writes-sql.ts';

export interface Writes {
  /**
   * Applies a list in one transaction, together with the lists of other requests that come at the same moment. False when a session to
   * be saved is gone.
   */
  apply(writes: readonly Write[]): Promise<boolean>;
  /** The same within the caller's transaction. */
  applyIn(tx: Tx, writes: readonly Write[]): Promise<boolean>;
}

/** Requests written by one statement; each is a subtransaction, and PostgreSQL keeps 64 of them at hand. */
const MOST = 32;

/** What became of a list: done, lost by the write at that place, or to be tried again alone. */
type Applied = { readonly hadSession: boolean } | { readonly lost: number } | { readonly again: true };

/** See the module's README and docs/decisions/0010-held-writes.md. */
export function createWrites({ db, clock }: { db: Db; clock: Clock }): Writes {
  const alone = async (tx: Tx, list: readonly Write[]): Promise<Applied> => {
    try {
      return { hadSession: (await one(tx, applyWrites, [clock.now().toISOString(), listText(list)])).had_session };
    } catch (error) {
      const lost = placeOf(error);
      if (lost === -1) throw error;
      return { lost };
    }
  };
  const together = createBatch<readonly Write[], Applied>({
    most: MOST,
    async together(lists) {
      const [only] = lists;
      if (only !== undefined && lists.length === 1) return [await alone(db, only)];
      const rows = await many(db, applyRequests, [clock.now().toISOString(), listsText(lists)]);
      return rows.map(({ had_session: hadSession, failed, place }) => {
        if (hadSession !== null) return { hadSession };
        return failed === usedAlready && place !== null ? { lost: place } : { again: true };
      });
    },
  });

  const applyTo = async (tx: Tx | null, writes: readonly Write[]): Promise<boolean> => {
    const ordered = inOrder(writes);
    let applied = await (tx === null ? together(ordered) : alone(tx, ordered));
    if ('again' in applied) applied = await alone(db, ordered);
    if ('hadSession' in applied) return applied.hadSession;
    const loser = 'lost' in applied ? ordered[applied.lost] : undefined;
    if (loser?.lost === undefined) throw new Error('a write was refused that cannot lose');
    return await without(tx, loser, ordered);
  };

  /** Nothing was written. Either the request comes to nothing, and only what stands is written, or it goes on without the loser. */
  const without = async (tx: Tx | null, loser: Write, writes: readonly Write[]): Promise<boolean> => {
    let rest = writes.filter((each) => each !== loser);
    try {
      const change = await loser.lost?.();
      if (change !== undefined) rest = rest.map(change);
    } catch (refusal) {
      const standing = rest.filter((each) => each.stands === true);
      if (standing.length > 0) await applyTo(tx, standing);
      throw refusal;
    }
    return rest.length === 0 ? true : applyTo(tx, rest);
  };

  return { apply: (writes) => applyTo(null, writes), applyIn: applyTo };
}

function placeOf(error: unknown): number {
  const { code, detail } = (error ?? {}) as { code?: unknown; detail?: unknown };
  return code === usedAlready ? Number(detail) : -1;
}

/** Before what: all requests apply their writes in this order, so that no two wait for each other in a circle. */
const ranks: Readonly<Record<Kind, number>> = {
  claim: 0,
  'use-code': 1,
  'use-request': 1,
  'use-refresh-token': 1,
  'use-kept-refresh-token': 1,
  'save-code': 2,
  'save-access-token': 2,
  'save-refresh-token': 2,
  'save-client-credentials': 2,
  'save-request': 2,
  'save-grant': 2,
  'save-session': 2,
  'keep-session': 3,
  'enter-client': 4,
  'leave-client': 5,
  'give-back': 6,
  'record-event': 7,
  'finish-interaction': 8,
};

/** Claims among themselves go by their key, because one request may show two; everything else keeps the order in which it came. */
export function inOrder(writes: readonly Write[]): readonly Write[] {
  if (writes.length < 2) return writes;
  return [...writes].sort((a, b) => {
    if (a.kind === 'claim' && b.kind === 'claim') return a.id.compare(b.id);
    return ranks[a.kind] - ranks[b.kind];
  });
}
