import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: recovery_code_pkey. */
export const deleteCodes = statement('accounts.recovery-delete', 'DELETE FROM identity.recovery_code WHERE account_id = $1', z.object({}));

/** One row per element of $2. */
export const insertCodes = statement(
  'accounts.recovery-insert',
  'INSERT INTO identity.recovery_code (account_id, code_mac, bound_level) SELECT $1, mac, $3::smallint FROM unnest($2::bytea[]) AS mac',
  z.object({}),
);

/** Index: recovery_code_pkey. Of parallel calls with one code, one changes the row. */
export const useCode = statement(
  'accounts.recovery-use',
  'UPDATE identity.recovery_code SET used_at = $3 WHERE account_id = $1 AND code_mac = $2 AND used_at IS NULL',
  z.object({}),
);

/** Index: recovery_code_pkey. */
export const knowsCode = statement(
  'accounts.recovery-known',
  'SELECT EXISTS (SELECT 1 FROM identity.recovery_code WHERE account_id = $1 AND code_mac = $2) AS known',
  z.object({ known: z.boolean() }),
);

/** Index: account_pkey. Parallel generations wait for each other, so that exactly one set of codes remains. */
export const lockAccount = statement(
  'accounts.lock',
  'SELECT id FROM identity.account WHERE id = $1 FOR UPDATE',
  z.object({ id: z.string() }),
);
