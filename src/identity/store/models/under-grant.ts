import { run, type Tx } from '#shared/db';
import { currentRoute, runningRequest } from '#identity/store/request';
import { isPlausible, type Payload } from '#identity/store/rows';
import type { Race } from './contract.ts';
import type { UnderGrant } from './token-sql.ts';

export function describeRace(model: string, kind: Race['kind'], payload: Payload): Race {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { model, kind, grantId: text(payload['grantId']), accountId: text(payload['accountId']), clientId: text(payload['clientId']) };
}

/**
 * Deletes what was issued under a grant, 500 rows at a time. While one client is being logged out only that session's values go: the
 * grant belongs to the person and the client, and other devices use it too. When the whole session ends, `endSession` does it.
 */
export async function revokeByGrant(tx: Tx, statements: UnderGrant, grantId: string): Promise<void> {
  if (!isPlausible(grantId)) return;
  const request = runningRequest();
  const leaving = currentRoute() === 'end_session_confirm';
  if (leaving && request?.oidc?.params?.['logout'] !== undefined) return;
  const uid = leaving ? request?.oidc?.session?.uid : undefined;
  for (;;) {
    const deleted =
      uid === undefined ? await run(tx, statements.revoke, [grantId]) : await run(tx, statements.revokeInSession, [grantId, uid]);
    if (deleted < 500) return;
  }
}

/** Deletes what the client was given under the same grant in the same session as `payload`; other devices keep theirs. */
export async function revokeOfSession(tx: Tx, statements: UnderGrant, payload: Payload): Promise<void> {
  const { grantId, sessionUid } = payload;
  if (!isPlausible(grantId)) return;
  if (!isPlausible(sessionUid)) return revokeByGrant(tx, statements, grantId);
  while ((await run(tx, statements.revokeInSession, [grantId, sessionUid])) === 500);
}
