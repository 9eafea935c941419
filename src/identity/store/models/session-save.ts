import { many, maybe, type Tx } from '#shared/db';
import { runningRequest } from '#identity/store/request';
import { keyOf } from '#identity/store/rows';
import type { Write } from '#identity/writes';
import type { ModelParts } from './contract.ts';
import { tellClients } from './session-end.ts';
import { clientsOfSession, insertSession } from './session-sql.ts';
import { movesBetween, sameBut, type Entry, type SessionState } from './session-state.ts';

const sweepMs = 600_000;
const skipMs = 60_000;
/** How long requests already under way may come in with the cookie's former value. */
const graceMs = 30_000;

/** Until when a session lives. */
export interface Ends {
  readonly expiresAt: Date;
  readonly maxExpiresAt: Date | null;
}

/** What a session was when it was read, so that a save writes only what this request has changed. */
export interface Loaded extends Ends {
  readonly id: string;
  /** False when it was found under the cookie's former value. */
  readonly current: boolean;
  readonly state: SessionState;
}

/** A session as it is to be saved, until `wanted` unless its hard limit comes first. */
export interface Saving {
  readonly id: string;
  readonly state: SessionState;
  readonly wanted: Date;
}

/** A session that was not loaded from here. Its row is written at once, and its portals with the grants that they name. */
export async function createSession(parts: ModelParts, { id, state, wanted }: Saving): Promise<Ends> {
  const now = parts.clock.now();
  const maxExpiresAt = hardLimit(parts, now);
  const expiresAt = earlier(wanted, maxExpiresAt);
  const browser = parts.describeBrowser?.(runningRequest());
  const made = await maybe(parts.db, insertSession, [
    state.uid,
    keyOf(id),
    state.accountId,
    state.loginTs,
    state.login,
    state.payload,
    now,
    expiresAt,
    sweepAt(expiresAt),
    maxExpiresAt,
    browser?.userAgent ?? null,
    browser?.ip ?? null,
  ]);
  // Held: a grant that lost to another one is replaced in them too.
  if (made !== null && state.clients.size > 0)
    await parts.held.write(...[...state.clients.values()].map((entry) => enter(state.uid, entry)));
  return { expiresAt, maxExpiresAt };
}

/** A session that was `before` when it was loaded: what has changed is written, and nothing when only its end moved by less than a minute. */
export async function updateSession(parts: ModelParts, { id, state, wanted }: Saving, before: Loaded): Promise<Ends> {
  const now = parts.clock.now();
  const fresh = state.loginTs !== null && state.loginTs !== before.state.loginTs ? hardLimit(parts, now) : null;
  const maxExpiresAt = fresh ?? before.maxExpiresAt;
  const expiresAt = earlier(wanted, maxExpiresAt);
  const { entered, left } = movesBetween(before.state, state);
  const same = id === before.id && before.current && sameBut(state, before.state);
  const untouched = same && Math.abs(expiresAt.getTime() - before.expiresAt.getTime()) < skipMs;
  if (untouched && entered.length === 0 && left.length === 0) return before;
  const owners = { uid: state.uid, account: state.accountId, loadedAccount: before.state.accountId, stands: true };
  const save: Write = untouched
    ? { kind: 'keep-session', ...owners }
    : {
        kind: 'save-session',
        ...owners,
        id: keyOf(id),
        loadedId: keyOf(before.id),
        loginTs: state.loginTs,
        login: state.login,
        loadedLogin: before.state.login,
        payload: state.payload,
        until: expiresAt,
        sweep: sweepAt(expiresAt),
        grace: new Date(now.getTime() + graceMs),
        limit: fresh,
      };
  const writes = [
    save,
    ...entered.map((entry) => enter(state.uid, entry)),
    ...left.map((client): Write => ({ kind: 'leave-client', uid: state.uid, client, stands: true })),
  ];
  if (left.length === 0) await parts.held.write(...writes);
  else await parts.db.transaction((tx) => leave(parts, tx, { state, left, writes }));
  return untouched ? { expiresAt: before.expiresAt, maxExpiresAt } : { expiresAt, maxExpiresAt };
}

/** The person signs out of some portals and stays signed in at the others. */
async function leave(
  parts: ModelParts,
  tx: Tx,
  { state, left, writes }: { state: SessionState; left: readonly string[]; writes: readonly Write[] },
): Promise<void> {
  const clients = await many(tx, clientsOfSession, [state.uid, left]);
  if (await parts.writes.applyIn(tx, writes)) await tellClients(parts, tx, { sessionUid: state.uid, accountId: state.accountId, clients });
}

const enter = (uid: string, entry: Entry): Write => ({ kind: 'enter-client', uid, ...entry, stands: true });
const sweepAt = (expiresAt: Date): Date => new Date(Math.ceil(expiresAt.getTime() / sweepMs) * sweepMs);
const earlier = (wanted: Date, limit: Date | null): Date => (limit !== null && limit < wanted ? limit : wanted);

function hardLimit({ sessionMaxSeconds }: ModelParts, now: Date): Date | null {
  return sessionMaxSeconds === undefined ? null : new Date(now.getTime() + sessionMaxSeconds * 1000);
}
