import type { Clock } from '#shared/clock';
import { createBatch, many, one, type Db, type Tx } from '#shared/db';
import { applyRequests, applyWrites, usedAlready } from './writes-sql.ts';

/** One thing to be written, in the words of `identity.apply_writes`. */
export interface Write {
  /** Its JSON object; begins with `do`. */
  readonly json: string;
  /** True for what stands even if the request comes to nothing: a `jti` that was shown, and the session. */
  readonly stands?: boolean;
  /**
   * Called when the value was used already. Throws what the caller is told, or resolves: go on without this write, with the others
   * changed by what it resolves with.
   */
  lost?(): Promise<void | ((json: string) => string)>;
}

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
  const alone = async (tx: Tx, list: string): Promise<Applied> => {
    try {
      return { hadSession: (await one(tx, applyWrites, [clock.now().toISOString(), list])).had_session };
    } catch (error) {
      const lost = placeOf(error);
      if (lost === -1) throw error;
      return { lost };
    }
  };
  const together = createBatch<string, Applied>({
    most: MOST,
    async together(lists) {
      const [only] = lists;
      if (only !== undefined && lists.length === 1) return [await alone(db, only)];
      const rows = await many(db, applyRequests, [clock.now().toISOString(), `[${lists.join(',')}]`]);
      return rows.map(({ had_session: hadSession, failed, place }) => {
        if (hadSession !== null) return { hadSession };
        return failed === usedAlready && place !== null ? { lost: place } : { again: true };
      });
    },
  });

  const applyTo = async (tx: Tx | null, writes: readonly Write[]): Promise<boolean> => {
    const ordered = sorted(writes);
    const list = `[${ordered.map((each) => each.json).join(',')}]`;
    let applied = await (tx === null ? together(list) : alone(tx, list));
    if ('again' in applied) applied = await alone(db, list);
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
      if (change !== undefined) rest = rest.map((each) => ({ ...each, json: change(each.json) }));
    } catch (refusal) {
      const standing = rest.filter((each) => each.stands === true);
      if (standing.length > 0) await applyTo(tx, standing);
      throw refusal;
    }
    return rest.length === 0 ? true : applyTo(tx, rest);
  };

  return { apply: (writes) => applyTo(null, writes), applyIn: applyTo };
}

/** All requests apply their writes in this order, so that no two wait for each other. */
const order = ['claim', 'use-', 'save-', 'keep-', 'enter-', 'leave-', 'give-', 'record-', 'finish-'];

/** Claims among themselves by their key; everything else keeps the order in which it came. */
function sorted(writes: readonly Write[]): readonly Write[] {
  if (writes.length < 2) return writes;
  const rank = (each: Write): number => order.findIndex((verb) => each.json.startsWith(verb, 7));
  const claims = (a: Write, b: Write): number => (a.json < b.json ? -1 : a.json > b.json ? 1 : 0);
  return [...writes].sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? claims(a, b) : 0));
}

function placeOf(error: unknown): number {
  const { code, detail } = (error ?? {}) as { code?: unknown; detail?: unknown };
  return code === usedAlready ? Number(detail) : -1;
}
