import { z } from 'zod';
import { statement } from '#shared/db';
import { countedColumns, countedJoins, countedRow } from '#shared/limits';
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
 * Tries of passwords: whoever one of two blind indexes names (`$1` and `$2`, one of each pair is null), and the try counted against the
 * limits of the address, the subject from that address, the subject, and the whole service, as `rateLimits.count` does it. `$3` and `$4` are the
 * subjects' names and shares, `$5` the addresses; `$6` the points allowed, `$7` when windows that begin now end, `$8` now
 * (milliseconds since the epoch). One row for each try (`place` counts from 1); the columns of the account are null when there is none.
 *
 * A count is not waited for on its way to the disk: a crash of the database may forget the tries of the last moments. What is
 * counted is there for every other request at once.
 *
 * Index: account_citizen_number, account_phone; account_organisation_pkey, password_pkey, totp_pkey, passkey_account,
 * recovery_code_pkey; rate_limit_pkey.
 */
export const tryPasswords = statement(
  'accounts.try-passwords',
  `WITH tried AS MATERIALIZED (
     SELECT w.place, c.*, ARRAY['password-address:' || w.address, 'password-pair:' || w.name || ':' || w.address,
       'password-subject:' || w.name, 'total:' || w.share] AS keys
     FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
       AS w(citizen_number, phone, name, share, address, place)
     LEFT JOIN LATERAL (
       SELECT ${accountColumns}, ${factorColumns},
         (SELECT p.hash FROM identity.password p WHERE p.account_id = a.id) AS hash
       FROM identity.account a WHERE a.citizen_number_index = w.citizen_number OR a.phone_index = w.phone
     ) c ON true
   ),${rateLimits.levels({ points: '$6', ends: '$7', now: '$8' })}
   SELECT t.place::integer, ${columns}, ${countedColumns}
   FROM (SELECT set_config('synchronous_commit', 'off', true)) unhurried CROSS JOIN tried t ${countedJoins}`,
  triedRow,
);
