import { many, maybe, run, type Tx } from '#shared/db';
import { isPlausible } from '#identity/store/rows';
import type { EndReason, StoreOptions } from './contract.ts';
import { deleteSession, lockSession, sessionsOfAccount } from './session-sql.ts';
import { endWithSession } from './token-sql.ts';

interface Entered {
  readonly client_id: string;
  readonly sid: string | null;
  readonly other_sids: readonly string[];
}

/** Adds a back-channel logout for every sid the clients may hold. */
export async function tellClients(
  options: StoreOptions,
  tx: Tx,
  { sessionUid, accountId, clients }: { sessionUid: string; accountId: string | null; clients: readonly Entered[] },
): Promise<void> {
  if (accountId === null) return;
  for (const { client_id: clientId, sid, other_sids: others } of clients) {
    for (const each of sid === null ? others : [sid, ...others])
      await options.enqueueLogout(tx, { sessionUid, clientId, accountId, sid: each });
  }
}

/**
 * The only way a session ends, whatever the cause: its row goes, the tokens bound to it go (those with offline_access stay), and every
 * portal in it is told. All in the caller's transaction. False when the session was already gone.
 */
export async function endSession(options: StoreOptions, tx: Tx, input: { sessionUid: string; reason: EndReason }): Promise<boolean> {
  const { sessionUid, reason } = input;
  if (!isPlausible(sessionUid)) return false;
  const session = await maybe(tx, lockSession, [sessionUid]);
  if (session === null) return false;
  const clients = await many(tx, deleteSession, [sessionUid]);
  if (session.account_id !== null) {
    for (const tokens of endWithSession) while ((await run(tx, tokens, [sessionUid])) === 500);
  }
  await tellClients(options, tx, { sessionUid, accountId: session.account_id, clients });
  await options.onSessionEnded?.(tx, { sessionUid, accountId: session.account_id, reason, clients: clients.map((each) => each.client_id) });
  return true;
}

/** {@link Store.endSessionsOf} */
export async function endSessionsOf(
  options: StoreOptions,
  tx: Tx,
  { accountId, exceptUid, reason }: { accountId: string; exceptUid?: string; reason: EndReason },
): Promise<number> {
  let ended = 0;
  for (const { uid } of await many(tx, sessionsOfAccount, [accountId, exceptUid ?? null])) {
    if (await endSession(options, tx, { sessionUid: uid, reason })) ended += 1;
  }
  return ended;
}
