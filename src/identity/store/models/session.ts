import type { Adapter, AdapterPayload } from 'oidc-provider';
import { maybe } from '#shared/db';
import { runningRequest } from '#identity/store/request';
import { handleOf, isPlausible, keyOf, type Payload, type SessionRow } from '#identity/store/rows';
import { completeAdapter, createOrigin, expiryOf } from './adapter.ts';
import type { ModelParts } from './contract.ts';
import { endSession } from './session-end.ts';
import { createSession, updateSession, type Loaded } from './session-save.ts';
import { findSessionByUid, sessionUidOf } from './session-sql.ts';
import { putTogether, takeApart } from './session-state.ts';

/** The provider keeps the `authorizations` object it was given through all its copies of a session. */
const loaded = createOrigin<Loaded>('loaded session');

function load(row: SessionRow | null, id: string | undefined): Payload | undefined {
  if (row === null) return undefined;
  const name = id ?? handleOf(row.id);
  const payload = putTogether(row, name);
  loaded.set(payload.authorizations, {
    id: name,
    current: row.id.equals(keyOf(name)),
    state: takeApart(payload as AdapterPayload),
    expiresAt: row.expires_at,
    maxExpiresAt: row.max_expires_at,
  });
  return payload;
}

/** Sessions: one row each, whatever its cookie is; tabs that save the same one merge instead of overwriting. */
export function sessionAdapter(parts: ModelParts): Adapter {
  const { db, clock, companions, held, visits } = parts;
  return completeAdapter('Session', {
    upsert: async (id, payload, expiresIn) => {
      const saving = { id, state: takeApart(payload), wanted: expiryOf(clock, payload, expiresIn) };
      const { authorizations } = payload;
      const before = loaded.of(authorizations);
      const ends = await (before === undefined ? createSession(parts, saving) : updateSession(parts, saving, before));
      if (authorizations !== undefined) loaded.set(authorizations, { id, current: true, state: saving.state, ...ends });
      // Saving the session is the last step of an authorization.
      await held.flush();
    },
    find: async (id) => (isPlausible(id) ? load(await visits(id), id) : undefined),
    findByUid: async (uid) => {
      if (!isPlausible(uid)) return undefined;
      return load(companions.takeSession(uid) ?? (await maybe(db, findSessionByUid, [uid])), undefined);
    },
    destroy: async (id) => {
      const session = runningRequest()?.oidc?.session;
      // Before it saves a session under a new cookie value, the provider destroys the old one: the row stays, and the save moves it.
      if (session?.oldId === id && session.jti !== id) return;
      const uid = session?.jti === id ? session.uid : (await maybe(db, sessionUidOf, [keyOf(id)]))?.uid;
      if (uid !== undefined) await db.transaction((tx) => endSession(parts, tx, { sessionUid: uid, reason: 'logout' }));
    },
  });
}
