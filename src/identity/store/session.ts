import type { Adapter, AdapterPayload } from 'oidc-provider';
import { many, maybe, type Tx } from '#shared/db';
import { completeAdapter, expiryOf } from './adapter.ts';
import type { StoreOptions } from './contract.ts';
import type { Write, Writes } from '#identity/writes';
import type { HeldWrites } from './held-writes.ts';
import { handleOf, isPlausible, keyOf } from './identifiers.ts';
import type { Companions } from './companions.ts';
import { runningRequest } from './request.ts';
import type { Payload, SessionRow } from './rows.ts';
import { endSession, tellClients } from './session-end.ts';
import { clientsOfSession, findSessionByUid, insertSession, sessionUidOf } from './session-sql.ts';
import { putTogether, takeApart, type SessionState } from './session-state.ts';
import { createVisits } from './visits.ts';

const sweepMs = 600_000;
const skipMs = 60_000;
/** How long requests already under way may come in with the cookie's former value. */
const graceMs = 30_000;

/** What a session was when it was read, so that a save writes only what this request has changed. */
interface Loaded {
  readonly id: string;
  readonly current: boolean;
  readonly state: SessionState;
  readonly expiresAt: Date;
  readonly maxExpiresAt: Date | null;
}

/**
 * Sessions. The provider keeps the `authorizations` object it was given through all its copies of a session, so that object is the
 * link from a save back to what was loaded.
 */
export function sessionAdapter(
  options: StoreOptions,
  companions: Companions,
  { held, writes: direct }: { held: HeldWrites; writes: Writes },
): Adapter {
  const { db, clock } = options;
  const loaded = new WeakMap<object, Loaded>();
  const visit = createVisits(options, companions);

  const remember = (row: SessionRow | null, id: string | undefined): Payload | undefined => {
    if (row === null) return undefined;
    const name = id ?? handleOf(row.id);
    const payload = putTogether(row, name);
    const state = takeApart(payload as AdapterPayload);
    const current = row.id.equals(keyOf(name));
    loaded.set(payload.authorizations, { id: name, current, state, expiresAt: row.expires_at, maxExpiresAt: row.max_expires_at });
    return payload;
  };

  const create = async (id: string, state: SessionState, wanted: Date): Promise<{ expiresAt: Date; maxExpiresAt: Date | null }> => {
    const now = clock.now();
    const maxExpiresAt = hardLimit(options, now);
    const expiresAt = earlier(wanted, maxExpiresAt);
    const browser = options.describeBrowser?.();
    const made = await maybe(db, insertSession, [
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
    // Held with the grants that they name: a grant that lost to another one is replaced in them too.
    if (made !== null && state.clients.size > 0) await held.write(...[...state.clients.values()].map((client) => enter(state.uid, client)));
    return { expiresAt, maxExpiresAt };
  };

  const update = async (
    id: string,
    state: SessionState,
    wanted: Date,
    before: Loaded,
  ): Promise<{ expiresAt: Date; maxExpiresAt: Date | null }> => {
    const now = clock.now();
    const fresh = state.loginTs !== null && state.loginTs !== before.state.loginTs ? hardLimit(options, now) : null;
    const maxExpiresAt = fresh ?? before.maxExpiresAt;
    const expiresAt = earlier(wanted, maxExpiresAt);
    const entered = [...state.clients].filter(([client, row]) => before.state.clients.get(client) !== row).map(([, row]) => row);
    const left = [...before.state.clients.keys()].filter((client) => !state.clients.has(client));
    const same = id === before.id && before.current && state.login === before.state.login && state.payload === before.state.payload;
    const untouched = same && Math.abs(expiresAt.getTime() - before.expiresAt.getTime()) < skipMs;
    if (untouched && entered.length === 0 && left.length === 0) return before;
    const owners = { uid: state.uid, account: state.accountId, loaded_account: before.state.accountId };
    const row = {
      do: 'save-session',
      ...owners,
      id: keyOf(id).toString('hex'),
      loaded_id: keyOf(before.id).toString('hex'),
      login_ts: state.loginTs,
      until: expiresAt,
      sweep: sweepAt(expiresAt),
      grace: new Date(now.getTime() + graceMs),
      limit: fresh,
    };
    const texts = `"login":${state.login},"loaded_login":${before.state.login},"payload":${state.payload}`;
    const writes = [
      untouched ? standing(JSON.stringify({ do: 'keep-session', ...owners })) : standing(`${JSON.stringify(row).slice(0, -1)},${texts}}`),
      ...entered.map((client) => enter(state.uid, client)),
      ...left.map((client) => standing(JSON.stringify({ do: 'leave-client', uid: state.uid, client_id: client }))),
    ];
    if (left.length === 0) await held.write(...writes);
    else await db.transaction((tx) => leave(tx, state, left, writes));
    return untouched ? { expiresAt: before.expiresAt, maxExpiresAt } : { expiresAt, maxExpiresAt };
  };

  /** The person signs out of some portals and stays signed in at the others. */
  const leave = async (tx: Tx, state: SessionState, left: string[], writes: readonly Write[]): Promise<void> => {
    const clients = await many(tx, clientsOfSession, [state.uid, left]);
    if (await direct.applyIn(tx, writes)) await tellClients(options, tx, state.accountId, clients);
  };

  return completeAdapter('Session', {
    upsert: async (id, payload, expiresIn) => {
      const state = takeApart(payload);
      const wanted = expiryOf(clock, payload, expiresIn);
      const before = payload.authorizations === undefined ? undefined : loaded.get(payload.authorizations);
      const stored = before === undefined ? await create(id, state, wanted) : await update(id, state, wanted, before);
      if (payload.authorizations !== undefined) loaded.set(payload.authorizations, { id, current: true, state, ...stored });
      // Saving the session is the last step of an authorization.
      await held.flush();
    },
    find: async (id) => (isPlausible(id) ? remember(await visit(id), id) : undefined),
    findByUid: async (uid) => {
      if (!isPlausible(uid)) return undefined;
      return remember(companions.takeSession(uid) ?? (await maybe(db, findSessionByUid, [uid])), undefined);
    },
    destroy: async (id) => {
      const session = runningRequest()?.oidc?.session;
      // Before it saves a session under a new cookie value, the provider destroys the old one: the row stays, and the save moves it.
      if (session?.oldId === id && session.jti !== id) return;
      const uid = session?.jti === id ? session.uid : (await maybe(db, sessionUidOf, [keyOf(id)]))?.uid;
      if (uid !== undefined) await db.transaction((tx) => endSession(options, tx, { sessionUid: uid, reason: 'logout' }));
    },
  });
}

const standing = (json: string): Write => ({ json, stands: true });
/** `client` is a row as JSON, see `SessionState`. */
const enter = (uid: string, client: string): Write => standing(`{"do":"enter-client","uid":${JSON.stringify(uid)},${client.slice(1)}`);
const sweepAt = (expiresAt: Date): Date => new Date(Math.ceil(expiresAt.getTime() / sweepMs) * sweepMs);
const earlier = (wanted: Date, limit: Date | null): Date => (limit !== null && limit < wanted ? limit : wanted);

function hardLimit(options: StoreOptions, now: Date): Date | null {
  return options.sessionMaxSeconds === undefined ? null : new Date(now.getTime() + options.sessionMaxSeconds * 1000);
}
