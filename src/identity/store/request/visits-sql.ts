import { z } from 'zod';
import { statement } from '#shared/db';
import { clientEntries, payloadColumn, sessionRow } from '#identity/store/rows';

/** Everything is null that was not asked for or is not there. */
const visitRow = z.object({
  place: z.number(),
  uid: z.string().nullable(),
  id: z.instanceof(Buffer).nullable(),
  account_id: z.string().nullable(),
  login: payloadColumn.nullable(),
  payload: payloadColumn.nullable(),
  expires_at: z.date().nullable(),
  max_expires_at: z.date().nullable(),
  clients: sessionRow.shape.clients,
  grant_id: z.string().nullable(),
  grant_payload: payloadColumn.nullable(),
  sealed: z.instanceof(Buffer).nullable(),
  consumed_at: z.date().nullable(),
});
export type VisitRow = z.infer<typeof visitRow>;

/**
 * What an authorization request begins with, for many requests: the session of the cookie's value, current or still accepted (indexes
 * oidc_session_id, then oidc_session_previous if the first found nothing) with its clients (primary key of oidc_session_client), the
 * grant of its person and the request's client (index oidc_grant_pair), and the pushed request (primary key). The limits keep the
 * planner from reading a table as a whole for a list of keys whose length it cannot know.
 */
export const findVisits = statement(
  'store.session.find',
  `SELECT k.place::int AS place, s.uid, s.id, s.account_id, s.login, s.payload, s.expires_at, s.max_expires_at,
     ${clientEntries} AS clients,
     g.id AS grant_id, g.payload AS grant_payload, p.sealed, p.consumed_at
   FROM unnest($1::bytea[], $2::text[], $3::bytea[]) WITH ORDINALITY AS k(id, client, request, place)
   LEFT JOIN LATERAL (
     SELECT uid, id, account_id, login, payload, expires_at, max_expires_at FROM identity.oidc_session o WHERE o.id = k.id
     UNION ALL
     SELECT uid, id, account_id, login, payload, expires_at, max_expires_at FROM identity.oidc_session o
       WHERE o.previous_id = k.id AND o.previous_until > $4
     LIMIT 1
   ) s ON true
   LEFT JOIN LATERAL (
     SELECT id, payload FROM identity.oidc_grant o
     WHERE o.account_id = s.account_id AND o.client_id = k.client AND (o.expires_at IS NULL OR o.expires_at > $4) LIMIT 1
   ) g ON true
   LEFT JOIN LATERAL (
     SELECT sealed, consumed_at FROM identity.pushed_authorization_request o WHERE o.id = k.request LIMIT 1
   ) p ON true`,
  visitRow,
);
