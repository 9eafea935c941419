import { z } from 'zod';
import { statement } from '#shared/db';
import { payloadColumn } from '#identity/store/rows';

const id = z.object({ id: z.string() });

// Primary key.
export const findGrant = statement(
  'store.grant.find',
  'SELECT payload FROM identity.oidc_grant WHERE id = $1',
  z.object({ payload: payloadColumn }),
);

// Primary key.
export const destroyGrant = statement('store.grant.destroy', 'DELETE FROM identity.oidc_grant WHERE id = $1', z.unknown());

// Index oidc_grant_pair.
export const findGrantOfPair = statement(
  'store.grant.find-id',
  `SELECT id, payload FROM identity.oidc_grant
   WHERE account_id = $1 AND client_id = $2 AND (expires_at IS NULL OR expires_at > $3)`,
  id.extend({ payload: payloadColumn }),
);

// Index oidc_grant_pair, by its first column.
export const grantsOfAccount = statement(
  'store.grant.of-account',
  'SELECT id FROM identity.oidc_grant WHERE account_id = $1 AND ($2::text IS NULL OR client_id = $2)',
  id,
);

// Index oidc_grant_expiry.
export const expireGrants = statement(
  'store.grant.expire',
  `DELETE FROM identity.oidc_grant WHERE id IN
     (SELECT id FROM identity.oidc_grant WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
  z.unknown(),
);
