import { z } from 'zod';
import { statement } from '#shared/db';

const scope = z.object({ scope: z.string(), purpose_vi: z.string(), purpose_en: z.string(), legal_basis: z.string() });

/** The portals an account has let in or that have received data: index oidc_grant_pair by its first column, primary keys of disclosure, client and agency. */
export const listPortals = statement(
  'account-centre.portals',
  `WITH met AS (
     SELECT client_id, true AS allowed, NULL::timestamptz AS last_at FROM identity.oidc_grant
      WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2)
     UNION ALL
     SELECT client_id, false, last_at FROM identity.disclosure WHERE account_id = $1
   ), summed AS (
     SELECT client_id, bool_or(allowed) AS allowed, max(last_at) AS last_at FROM met GROUP BY client_id
   )
   SELECT c.id, c.name_vi, c.name_en, a.name_vi AS agency_vi, a.name_en AS agency_en, c.scopes, s.allowed, s.last_at
     FROM summed s
     JOIN identity.client c ON c.id = s.client_id
     JOIN identity.agency a ON a.code = c.agency_code
    WHERE c.id <> $3
    ORDER BY s.last_at DESC NULLS LAST, c.id`,
  z.object({
    id: z.string(),
    name_vi: z.string(),
    name_en: z.string(),
    agency_vi: z.string(),
    agency_en: z.string(),
    scopes: z.array(scope),
    allowed: z.boolean(),
    last_at: z.date().nullable(),
  }),
);

/** What one portal received, newest first. Primary key of disclosure by account, client and day. */
export const listReceived = statement(
  'account-centre.received',
  `SELECT claims, first_at, last_at, times FROM identity.disclosure
    WHERE account_id = $1 AND client_id = $2
    ORDER BY day DESC, last_at DESC
    LIMIT $3`,
  z.object({ claims: z.array(z.string()), first_at: z.date(), last_at: z.date(), times: z.number() }),
);
