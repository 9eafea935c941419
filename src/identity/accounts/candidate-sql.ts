import { z } from 'zod';
import { statement } from '#shared/db';
import { accountRow } from './account-sql.ts';

const candidateRow = accountRow.extend({
  hash: z.string().nullable(),
  sms: z.boolean(),
  totp: z.boolean(),
  passkeys: z.number(),
  recovery_codes: z.number(),
});
export type CandidateRow = z.infer<typeof candidateRow>;

const orNull = <Shape extends z.ZodRawShape>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, (type as z.ZodType).nullable()])) as unknown as {
    [Name in keyof Shape]: z.ZodNullable<Shape[Name]>;
  };

/**
 * A try of a password: whoever one of two blind indexes names (the other is null), and the try counted against the limits of the
 * address, the subject from that address, the subject, and the whole service, as `countTry` does it. `$3` and `$4` are the name and
 * share of nobody's account, `$5` the address, `$6` the points allowed, `$7` when windows that begin now end, `$8` now (milliseconds
 * since the epoch). One row; the columns of the account are null when there is none.
 *
 * A count is not waited for on its way to the disk: a crash of the database may forget the tries of the last moments. What is
 * counted is there for every other request at once.
 *
 * Index: account_citizen_number, account_phone; account_organisation_pkey, password_pkey, totp_pkey, passkey_account,
 * recovery_code_pkey; rate_limit_pkey.
 */
export const tryPassword = statement(
  'accounts.try-password',
  `WITH candidate AS MATERIALIZED (
     SELECT a.id, a.created_at, a.status, a.language, a.identity_level, a.needs_review, a.email_verified, a.citizen_number,
       a.phone, a.name, a.birth_date, a.gender, a.email, a.address,
       (SELECT coalesce(json_agg(json_build_object('taxCode', o.tax_code, 'name', o.name) ORDER BY o.tax_code), '[]')
          FROM identity.account_organisation o WHERE o.account_id = a.id) AS organisations,
       (SELECT p.hash FROM identity.password p WHERE p.account_id = a.id) AS hash,
       a.sms_second_factor AS sms,
       EXISTS (SELECT 1 FROM identity.totp t WHERE t.account_id = a.id AND t.secret IS NOT NULL) AS totp,
       (SELECT count(*)::integer FROM identity.passkey k WHERE k.account_id = a.id) AS passkeys,
       (SELECT count(*)::integer FROM identity.recovery_code r WHERE r.account_id = a.id AND r.used_at IS NULL) AS recovery_codes
     FROM identity.account a WHERE a.citizen_number_index = $1 OR a.phone_index = $2
   ), subject AS MATERIALIZED (
     SELECT coalesce(c.id::text, $3::text) AS name, coalesce(right(c.id::text, 1), $4::text) AS share
     FROM (SELECT 1) always LEFT JOIN candidate c ON true
   ), one AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT 'password-address:' || $5::text, 1, ($7::bigint[])[1]
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $8 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $8 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), two AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT 'password-pair:' || s.name || ':' || $5::text, 1, ($7::bigint[])[2] FROM one, subject s WHERE one.points <= ($6::integer[])[1]
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $8 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $8 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), three AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT 'password-subject:' || s.name, 1, ($7::bigint[])[3] FROM two, subject s WHERE two.points <= ($6::integer[])[2]
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $8 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $8 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   ), four AS (
     INSERT INTO identity.rate_limit AS l (key, points, expire)
     SELECT 'total:' || s.share, 1, ($7::bigint[])[4] FROM three, subject s WHERE three.points <= ($6::integer[])[3]
     ON CONFLICT (key) DO UPDATE SET points = CASE WHEN l.expire > $8 THEN l.points + 1 ELSE 1 END,
       expire = CASE WHEN l.expire > $8 THEN l.expire ELSE excluded.expire END
     RETURNING l.points, l.expire
   )
   SELECT c.id, c.created_at, c.status, c.language, c.identity_level, c.needs_review, c.email_verified, c.citizen_number, c.phone,
     c.name, c.birth_date, c.gender, c.email, c.address, c.organisations, c.hash, c.sms, c.totp, c.passkeys, c.recovery_codes,
     (SELECT json_agg(json_build_object('place', t.place, 'points', t.points, 'expire', t.expire) ORDER BY t.place) FROM (
       SELECT 1 AS place, points, expire FROM one UNION ALL SELECT 2, points, expire FROM two
       UNION ALL SELECT 3, points, expire FROM three UNION ALL SELECT 4, points, expire FROM four
     ) t) AS counted
   FROM (SELECT set_config('synchronous_commit', 'off', true)) unhurried LEFT JOIN candidate c ON true`,
  z.object({
    ...orNull(candidateRow.shape),
    counted: z.array(z.object({ place: z.number(), points: z.number(), expire: z.number() })),
  }),
);
