import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { many, run, statement, type Db, type Tx } from '#shared/db';

// Primary key (account_id, client_id, day, claims).
const note = statement(
  'disclosures.note',
  `INSERT INTO identity.disclosure (account_id, client_id, day, claims, first_at, last_at)
   VALUES ($1, $2, ($4::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, $3, $4, $4)
   ON CONFLICT (account_id, client_id, day, claims) DO UPDATE SET last_at = $4, times = identity.disclosure.times + 1`,
  z.object({}),
);

const disclosureRow = z.object({
  client_id: z.string(),
  name_vi: z.string(),
  name_en: z.string(),
  agency_vi: z.string(),
  agency_en: z.string(),
  claims: z.array(z.string()),
  first_at: z.date(),
  last_at: z.date(),
  times: z.number(),
});
export type Disclosure = z.infer<typeof disclosureRow>;

// Primary key of disclosure by account, then the primary keys of client and agency.
const list = statement(
  'disclosures.list',
  `SELECT d.client_id, c.name_vi, c.name_en, a.name_vi AS agency_vi, a.name_en AS agency_en, d.claims, d.first_at, d.last_at, d.times
     FROM identity.disclosure d
     JOIN identity.client c ON c.id = d.client_id
     JOIN identity.agency a ON a.code = c.agency_code
    WHERE d.account_id = $1
    ORDER BY d.last_at DESC
    LIMIT $2`,
  disclosureRow,
);

/** The record of what was released to whom. */
export interface Disclosures {
  /** Adds to the record before the claims leave; when it cannot be written, nothing is released. */
  note(input: { accountId: string; clientId: string; claims: readonly string[] }): Promise<void>;
  list(tx: Tx, input: { accountId: string; limit: number }): Promise<readonly Disclosure[]>;
}

export function createDisclosures(options: { db: Db; clock: Clock }): Disclosures {
  return {
    async note(input) {
      await run(options.db, note, [input.accountId, input.clientId, [...input.claims].sort(), options.clock.now()]);
    },
    list: (tx, input) => many(tx, list, [input.accountId, input.limit]),
  };
}
