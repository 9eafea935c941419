import { many, run, type Db } from '#shared/db';
import {
  accessToken,
  authorizationCode,
  clientCredentials,
  endSession,
  expiredSessions,
  expireGrants,
  interaction,
  pushedRequest,
  refreshToken,
  replayDetection,
  type StoreOptions,
} from '#identity/store/models';
import type { Store } from './contract.ts';

/**
 * A pushed request outlives its 60 seconds by three hours: whoever has begun to sign in with it may finish later, and only then is it
 * marked as used.
 */
const pushedRequestKeptMs = 3 * 3_600_000;

/** {@link Store.deleteExpired} */
export function deleteExpired(options: StoreOptions): Store['deleteExpired'] {
  return async (db, { batch, maxBatches }) => {
    const now = options.clock.now();
    const tables = {
      authorization_code: authorizationCode.expire,
      pushed_authorization_request: pushedRequest.expire,
      interaction: interaction.expire,
      replay_detection: replayDetection.expire,
      access_token: accessToken.expire,
      refresh_token: refreshToken.expire,
      client_credentials: clientCredentials.expire,
      oidc_grant: expireGrants,
    };
    const removed: Record<string, number> = {};
    for (const [table, statement] of Object.entries(tables)) {
      const before = table === 'pushed_authorization_request' ? new Date(now.getTime() - pushedRequestKeptMs) : now;
      removed[table] = await inBatches(maxBatches, batch, () => run(db, statement, [before, batch]));
    }
    removed['oidc_session'] = await inBatches(maxBatches, batch, () => endExpired(options, db, batch));
    return removed;
  };
}

/** Each in its own transaction: one portal's trouble must not keep the other sessions alive. */
async function endExpired(options: StoreOptions, db: Db, batch: number): Promise<number> {
  const sessions = await many(db, expiredSessions, [options.clock.now(), batch]);
  for (const { uid } of sessions) await db.transaction((tx) => endSession(options, tx, { sessionUid: uid, reason: 'expired' }));
  return sessions.length;
}

async function inBatches(maxBatches: number, batch: number, once: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let index = 0; index < maxBatches; index += 1) {
    const removed = await once();
    total += removed;
    if (removed < batch) break;
  }
  return total;
}
