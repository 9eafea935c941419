import { z } from 'zod';
import { statement } from '#shared/db';
import { companionColumns, companionJoins, companionRow, foundRow, keys, sealedRow } from '#identity/store/rows';

const nothing = z.unknown();
const placedRow = foundRow.extend({ place: z.number(), ...companionRow.shape });

/**
 * The statements of a table of values issued under a grant. Three tables have these columns and differ in their names alone, so the
 * text is written once; `table` is a constant of this file. Every statement relies on the primary key unless it says otherwise.
 */
function underGrant<const Table extends string>(model: string, table: Table) {
  return {
    table,
    find: statement(
      `store.${model}.find`,
      `SELECT k.place::int AS place, t.payload, t.consumed_at, ${companionColumns}
       FROM ${keys} JOIN identity.${table} t ON t.id = k.id ${companionJoins}`,
      placedRow,
    ),
    destroy: statement(`store.${model}.destroy`, `DELETE FROM identity.${table} WHERE id = $1`, nothing),
    // Index <table>_grant; a batch, so that a huge grant cannot run into the statement time-out.
    revoke: statement(
      `store.${model}.revoke`,
      `DELETE FROM identity.${table} WHERE id IN (SELECT id FROM identity.${table} WHERE grant_id = $1 LIMIT 500)`,
      nothing,
    ),
    // Index <table>_grant: the same, for what was issued in one session.
    revokeInSession: statement(
      `store.${model}.revoke-in-session`,
      `DELETE FROM identity.${table} WHERE id IN
         (SELECT id FROM identity.${table} WHERE grant_id = $1 AND session_uid = $2 LIMIT 500)`,
      nothing,
    ),
    expire: expire(model, table),
  };
}

/** Index <table>_expiry. Rows somebody is working on are left for the next run. */
function expire(model: string, table: string) {
  return statement(
    `store.${model}.expire`,
    `DELETE FROM identity.${table} WHERE id IN
       (SELECT id FROM identity.${table} WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    nothing,
  );
}

export const authorizationCode = underGrant('authorization-code', 'authorization_code');
export const accessToken = underGrant('access-token', 'access_token');
export const refreshToken = underGrant('refresh-token', 'refresh_token');
export type UnderGrant = ReturnType<typeof underGrant>;

/** Tokens that end with their session, in batches: indexes access_token_session and refresh_token_session. */
export const endWithSession = [
  statement(
    'store.access-token.end-session',
    `DELETE FROM identity.access_token WHERE id IN
       (SELECT id FROM identity.access_token WHERE session_uid = $1 AND expires_with_session LIMIT 500)`,
    nothing,
  ),
  statement(
    'store.refresh-token.end-session',
    `DELETE FROM identity.refresh_token WHERE id IN
       (SELECT id FROM identity.refresh_token WHERE session_uid = $1 AND expires_with_session LIMIT 500)`,
    nothing,
  ),
];

export const clientCredentials = {
  find: statement(
    'store.client-credentials.find',
    'SELECT payload, NULL::timestamptz AS consumed_at FROM identity.client_credentials WHERE id = $1',
    foundRow,
  ),
  destroy: statement('store.client-credentials.destroy', 'DELETE FROM identity.client_credentials WHERE id = $1', nothing),
  expire: expire('client-credentials', 'client_credentials'),
};

export const pushedRequest = {
  find: statement(
    'store.pushed-request.find',
    'SELECT sealed, consumed_at FROM identity.pushed_authorization_request WHERE id = $1',
    sealedRow,
  ),
  destroy: statement('store.pushed-request.destroy', 'DELETE FROM identity.pushed_authorization_request WHERE id = $1', nothing),
  expire: expire('pushed-request', 'pushed_authorization_request'),
};

export const interaction = {
  // Primary keys of both tables: a flow has the key of its interaction.
  find: statement(
    'store.interaction.find',
    `SELECT k.place::int AS place, i.sealed, i.browser, f.version, f.state, f.personal, f.expires_at AS flow_expires_at
     FROM ${keys} JOIN identity.interaction i ON i.id = k.id LEFT JOIN identity.sign_in_flow f ON f.uid_hash = k.id`,
    z.object({
      place: z.number(),
      sealed: z.instanceof(Buffer),
      browser: z.instanceof(Buffer),
      version: z.number().nullable(),
      state: z.unknown(),
      personal: z.instanceof(Buffer).nullable(),
      flow_expires_at: z.date().nullable(),
    }),
  ),
  begin: statement(
    'store.interaction.begin',
    `INSERT INTO identity.interaction AS i (id, expires_at, sealed, browser) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, sealed = excluded.sealed WHERE i.browser = excluded.browser`,
    nothing,
  ),
  // Primary key. One that was taken up, or that another browser has gone on with, is not brought back.
  save: statement(
    'store.interaction.save',
    'UPDATE identity.interaction SET expires_at = $2, sealed = $3 WHERE id = $1 AND browser = $4',
    nothing,
  ),
  // Primary key.
  rebind: statement('store.interaction.rebind', 'UPDATE identity.interaction SET browser = $3 WHERE id = $1 AND browser = $2', nothing),
  destroy: statement('store.interaction.destroy', 'DELETE FROM identity.interaction WHERE id = $1', nothing),
  expire: expire('interaction', 'interaction'),
};

export const replayDetection = {
  find: statement(
    'store.replay-detection.find',
    'SELECT expires_at FROM identity.replay_detection WHERE id = $1 AND expires_at > $2',
    z.object({ expires_at: z.date() }),
  ),
  destroy: statement('store.replay-detection.destroy', 'DELETE FROM identity.replay_detection WHERE id = $1', nothing),
  expire: expire('replay-detection', 'replay_detection'),
};
