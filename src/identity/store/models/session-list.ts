import { many, run, type Tx } from '#shared/db';
import type { SessionSummary, StoreOptions } from './contract.ts';
import { annotateSession, listSessions } from './session-sql.ts';

/** {@link Store.listSessions} */
export async function sessionsOf({ clock }: Pick<StoreOptions, 'clock'>, tx: Tx, accountId: string): Promise<readonly SessionSummary[]> {
  const rows = await many(tx, listSessions, [accountId, clock.now()]);
  return rows.map((row) => {
    const { acr, amr } = row.login;
    return {
      uid: row.uid,
      acr: typeof acr === 'string' ? acr : null,
      amr: Array.isArray(amr) ? amr.map(String) : [],
      createdAt: row.created_at,
      seenAt: row.seen_at,
      expiresAt: row.expires_at,
      userAgent: row.user_agent,
      ip: row.ip,
      clients: row.clients,
    };
  });
}

/** {@link Store.annotateSession} */
export async function annotate(
  tx: Tx,
  {
    sessionUid,
    userAgent,
    ip,
    maxExpiresAt,
  }: { sessionUid: string; userAgent?: string | null; ip?: string | null; maxExpiresAt?: Date | null },
): Promise<void> {
  await run(tx, annotateSession, [sessionUid, userAgent ?? null, ip ?? null, maxExpiresAt ?? null]);
}
