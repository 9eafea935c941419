import { z } from 'zod';

/** What oidc-provider saves: properties of its models, of which the store needs to know only some. */
export type Payload = Record<string, unknown>;
export const payloadColumn = z.custom<Payload>((value) => typeof value === 'object' && value !== null);

/** client id, sid, grant id, persists logout, properties this version does not know */
const clientEntry = z.tuple([z.string(), z.string().nullable(), z.string().nullable(), z.boolean(), payloadColumn.nullable()]);
export type ClientEntry = z.infer<typeof clientEntry>;

/** The clients of the session `s`, as {@link ClientEntry}s. Primary key of oidc_session_client. */
export const clientEntries = `(SELECT jsonb_agg(jsonb_build_array(c.client_id, c.sid, c.grant_id, c.persists_logout, c.rest))
   FROM identity.oidc_session_client c WHERE c.session_uid = s.uid)`;

export const sessionRow = z.object({
  uid: z.string(),
  id: z.instanceof(Buffer),
  login: payloadColumn,
  payload: payloadColumn,
  expires_at: z.date(),
  max_expires_at: z.date().nullable(),
  clients: z.array(clientEntry).nullable(),
});
export type SessionRow = z.infer<typeof sessionRow>;

export const sealedRow = z.object({ sealed: z.instanceof(Buffer), consumed_at: z.date().nullable() });
export type SealedRow = z.infer<typeof sealedRow>;

export const foundRow = z.object({ payload: payloadColumn, consumed_at: z.date().nullable() });

/** The keys of a look-up of many (`lookup.ts`), with their places. */
export const keys = 'unnest($1::bytea[]) WITH ORDINALITY AS k(id, place)';

/**
 * Whoever looks up a token asks next for its grant and, if it ends with one, its session. They come along, so that redeeming, refreshing
 * and userinfo read once. For a table named `t`; primary keys of oidc_grant, oidc_session and oidc_session_client.
 */
export const companionColumns = `g.id AS grant_id, g.payload AS grant_payload,
  s.uid AS session_uid, s.id AS session_key, s.login AS session_login, s.payload AS session_payload,
  s.expires_at AS session_expires_at, s.max_expires_at AS session_max_expires_at,
  ${clientEntries} AS session_clients`;
export const companionJoins = `LEFT JOIN identity.oidc_grant g ON g.id = t.grant_id
  LEFT JOIN identity.oidc_session s ON s.uid = t.session_uid AND t.expires_with_session`;

export const companionRow = z.object({
  grant_id: z.string().nullable(),
  grant_payload: payloadColumn.nullable(),
  session_uid: z.string().nullable(),
  session_key: z.instanceof(Buffer).nullable(),
  session_login: payloadColumn.nullable(),
  session_payload: payloadColumn.nullable(),
  session_expires_at: z.date().nullable(),
  session_max_expires_at: z.date().nullable(),
  session_clients: z.array(clientEntry).nullable(),
});
export type CompanionRow = z.infer<typeof companionRow>;
