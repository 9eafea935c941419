import { z } from 'zod';
import { statement } from '#shared/db';

const citizen = z.object({
  citizen_number: z.string(),
  name: z.string(),
  birth_date: z.string(),
  gender: z.enum(['male', 'female']),
  address: z.string(),
  status: z.enum(['living', 'deceased']),
});

// Primary key.
export const findCitizen = statement(
  'sandbox.citizen.find',
  `SELECT citizen_number, name, birth_date::text AS birth_date, gender, address, status
     FROM sandbox.citizen
    WHERE citizen_number = $1`,
  citizen,
);

// Primary key, in order; the beginning of a number is compared as a range of the key.
export const listCitizens = statement(
  'sandbox.citizen.list',
  `SELECT citizen_number, name, birth_date::text AS birth_date, gender, address, status
     FROM sandbox.citizen
    WHERE citizen_number >= rpad($1::text, 12, '0') AND citizen_number <= rpad($1::text, 12, '9')
    ORDER BY citizen_number
    LIMIT $2::int`,
  citizen,
);

export const putCitizen = statement(
  'sandbox.citizen.put',
  `INSERT INTO sandbox.citizen (citizen_number, name, birth_date, gender, address, status)
   VALUES ($1, $2, $3::date, $4, $5, $6)
   ON CONFLICT (citizen_number) DO UPDATE
      SET name = excluded.name, birth_date = excluded.birth_date, gender = excluded.gender,
          address = excluded.address, status = excluded.status`,
  z.object({}),
);

export const seedCitizen = statement(
  'sandbox.citizen.seed',
  `INSERT INTO sandbox.citizen (citizen_number, name, birth_date, gender, address, status)
   VALUES ($1, $2, $3::date, $4, $5, $6)
   ON CONFLICT (citizen_number) DO NOTHING`,
  z.object({}),
);

// Primary key decides which of several parallel requests with one id is the first.
export const rememberRequest = statement(
  'sandbox.seen-request.insert',
  `INSERT INTO sandbox.seen_request (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
  z.object({}),
);

// Index seen_request_seen_at. A signature is accepted for five minutes to either side, so ten are enough to remember.
export const forgetRequests = statement(
  'sandbox.seen-request.forget',
  `DELETE FROM sandbox.seen_request WHERE seen_at < $1::timestamptz - interval '10 minutes'`,
  z.object({}),
);
