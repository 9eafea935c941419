import { z } from 'zod';
import { statement } from '#shared/db';
import { countedColumns, countedJoins, countedRow, unhurried } from '#shared/limits';
import { accountColumns, accountRow, factorColumns, factorRow } from '#identity/accounts/person';
import { rateLimits } from '#identity/accounts/limits';

const candidateRow = accountRow.extend({ hash: z.string().nullable(), ...factorRow.shape });
export type CandidateRow = z.infer<typeof candidateRow>;

const orNull = <Shape extends z.ZodRawShape>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, (type as z.ZodType).nullable()])) as unknown as {
    [Name in keyof Shape]: z.ZodNullable<Shape[Name]>;
  };

const columns = Object.keys(candidateRow.shape)
  .map((column) => `t.${column}`)
  .join(', ');
const triedRow = z.object({ place: z.number(), ...orNull(candidateRow.shape), ...countedRow.shape });
export type TriedRow = z.infer<typeof triedRow>;

/**
 * What belongs to the account is looked for under the id of nobody where there is none: the same look-ups, the same time. They stand outside
 * the join, so that they are made once for each try, and not for every row that a small table is searched through.
 */
const ofWhoever =
  `${accountColumns}, ${factorColumns}, (SELECT p.hash FROM identity.password p WHERE p.account_id = a.id) AS hash`.replaceAll(
    '= a.id',
    `= coalesce(a.id, '00000000-0000-0000-0000-000000000000')`,
  );

/**
 * Tries of passwords: whoever one of two blind indexes names (hexadecimal; one of each pair is null), and the try counted against its
 * limits, as `rateLimits.count` does it. `$1` is a list of tries with `place` from 1, `citizen_number`, `phone`, and the arrays that
 * `countLevels` wants; `$2` now (milliseconds since the epoch). One row for each try; the columns of the account are null when there is none.
 *
 * Index: account_citizen_number, account_phone; account_organisation_pkey, password_pkey, totp_pkey, passkey_account,
 * recovery_code_pkey; rate_limit_pkey.
 */
export const tryPasswords = statement(
  'accounts.try-passwords',
  `WITH tried AS MATERIALIZED (
     SELECT w.place, ${ofWhoever}, w.keys, w.most, w.ends, w.firsts
     FROM jsonb_to_recordset($1::jsonb)
       AS w(place bigint, citizen_number text, phone text, keys text[], most integer[], ends bigint[], firsts boolean[])
     LEFT JOIN identity.account a ON a.citizen_number_index = decode(w.citizen_number, 'hex') OR a.phone_index = decode(w.phone, 'hex')
   ),${rateLimits.levels('$2::bigint')}
   SELECT t.place::integer, ${columns}, ${countedColumns}
   FROM ${unhurried} CROSS JOIN tried t ${countedJoins}`,
  triedRow,
);
