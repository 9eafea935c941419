import { z } from 'zod';
import { statement } from '#shared/db';
import { companionColumns, companionJoins, companionRow, foundRow } from '#identity/store/rows';

const anyTokenRow = foundRow.extend({ kind: z.enum(['AccessToken', 'RefreshToken', 'ClientCredentials']), ...companionRow.shape });
export type AnyTokenRow = z.infer<typeof anyTokenRow>;

/** A value that may be any token. Three primary keys, and those of the companions. */
export const anyToken = statement(
  'store.any-token.find',
  `SELECT 'AccessToken' AS kind, t.payload, t.consumed_at, ${companionColumns}
   FROM identity.access_token t ${companionJoins} WHERE t.id = $1
   UNION ALL
   SELECT 'RefreshToken', t.payload, t.consumed_at, ${companionColumns}
   FROM identity.refresh_token t ${companionJoins} WHERE t.id = $1
   UNION ALL
   SELECT 'ClientCredentials', payload, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
   FROM identity.client_credentials WHERE id = $1`,
  anyTokenRow,
);
