import { z } from 'zod';
import { statement } from '#shared/db';
import type { Write } from './write.ts';

/** The rule identity/apply_writes; every write in it goes by a primary key. */
export const applyWrites = statement(
  'store.writes.apply',
  'SELECT identity.apply_writes($1, $2) AS had_session',
  z.object({ had_session: z.boolean() }),
);

/** The rule identity/apply_requests: the same for the lists of several requests, each of which stands or falls alone. */
export const applyRequests = statement(
  'store.writes.apply-together',
  'SELECT had_session, failed, place FROM identity.apply_requests($1, $2)',
  z.object({ had_session: z.boolean().nullable(), failed: z.string().nullable(), place: z.number().nullable() }),
);

/** The error code with which that function says that a value was used already; the detail is the write's place in the list. */
export const usedAlready = 'MC001';

const hex = (value: Buffer): string => value.toString('hex');

type IssuedWrite = Extract<Write, { readonly bound: boolean }>;
const issued = ({ kind, id, grant, account, client, session, bound, until, payload }: IssuedWrite) => ({
  do: kind,
  id: hex(id),
  grant,
  account,
  client,
  session,
  bound,
  until,
  payload,
});

/** A write in the words of `identity.apply_writes`: keys in hexadecimal, moments in ISO 8601, what is not there left out. */
function row(write: Write): object {
  switch (write.kind) {
    case 'claim':
      return { do: write.kind, id: hex(write.id), until: write.until };
    case 'use-code':
      return { do: write.kind, id: hex(write.id), by: write.by === null ? null : hex(write.by) };
    case 'use-kept-refresh-token':
      return { do: write.kind, id: hex(write.id), until: write.until };
    case 'use-request':
    case 'use-refresh-token':
      return { do: write.kind, id: hex(write.id) };
    case 'save-code':
    case 'save-access-token':
      return issued(write);
    case 'save-refresh-token':
      if (write.replaces === undefined) return issued(write);
      return { ...issued(write), predecessor: hex(write.replaces.id), sealed: hex(write.replaces.sealed) };
    case 'save-client-credentials':
      return { do: write.kind, id: hex(write.id), client: write.client, until: write.until, payload: write.payload };
    case 'save-request':
      return { do: write.kind, id: hex(write.id), until: write.until, sealed: hex(write.sealed) };
    case 'finish-interaction': {
      const { kind, id, until, sealed, from, to } = write;
      return { do: kind, id: hex(id), until, sealed: hex(sealed), from: hex(from), to: hex(to) };
    }
    case 'save-grant': {
      const { kind, id, account, client, until, payload } = write;
      return { do: kind, id, account, client, until, payload };
    }
    case 'save-session': {
      const { kind, uid, account, id, login, payload, until, sweep, grace, limit } = write;
      const loaded = { loaded_account: write.loadedAccount, loaded_id: hex(write.loadedId), loaded_login: write.loadedLogin };
      return { do: kind, uid, account, id: hex(id), login_ts: write.loginTs, login, payload, until, sweep, grace, limit, ...loaded };
    }
    case 'keep-session':
      return { do: write.kind, uid: write.uid, account: write.account, loaded_account: write.loadedAccount };
    case 'enter-client': {
      const { kind, uid, client, sid, grant, rest } = write;
      return { do: kind, uid, client_id: client, sid, grant_id: grant, persists_logout: write.persistsLogout, rest };
    }
    case 'leave-client':
      return { do: write.kind, uid: write.uid, client_id: write.client };
    case 'give-back':
      return { do: write.kind, keys: write.keys, afresh: write.afresh, firsts: write.firsts };
    case 'record-event': {
      const { kind, id, at, type, account, client, actor, ip, trace, detail } = write;
      return { do: kind, id, at, type, account, client, actor, ip, trace, detail };
    }
  }
}

/** The list as `identity.apply_writes` takes it. */
export const listText = (writes: readonly Write[]): string => JSON.stringify(writes.map(row));

/** The lists of several requests as `identity.apply_requests` takes them. */
export const listsText = (lists: readonly (readonly Write[])[]): string => JSON.stringify(lists.map((writes) => writes.map(row)));
