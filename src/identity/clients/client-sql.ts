import { z } from 'zod';
import { many, maybe, one, run, statement, type Tx } from '#shared/db';

const scopeGrant = z.object({
  scope: z.string(),
  purpose_vi: z.string(),
  purpose_en: z.string(),
  legal_basis: z.string(),
  consent: z.boolean(),
});

const clientRow = z.object({
  id: z.string(),
  agency_code: z.string(),
  agency_vi: z.string(),
  agency_en: z.string(),
  name_vi: z.string(),
  name_en: z.string(),
  profile: z.enum(['fapi2', 'basic']),
  status: z.enum(['active', 'disabled']),
  secret_hash: z.instanceof(Buffer).nullable(),
  previous_secret_hash: z.instanceof(Buffer).nullable(),
  previous_secret_until: z.date().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  scopes: z.array(scopeGrant),
  minimum_acr: z.enum(['LoA1', 'LoA2', 'LoA3']),
  basic_until: z.string().nullable(),
  pkce_exempt_until: z.string().nullable(),
  pkce_exempt_reason: z.string().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type ClientRow = z.infer<typeof clientRow>;

// Primary key of client, primary key of agency.
const findById = statement(
  'clients.find',
  `SELECT c.id, c.agency_code, a.name_vi AS agency_vi, a.name_en AS agency_en, c.name_vi, c.name_en, c.profile, c.status, c.secret_hash,
          c.previous_secret_hash, c.previous_secret_until, c.metadata, c.scopes, c.minimum_acr, c.basic_until::text, c.pkce_exempt_until::text, c.pkce_exempt_reason, c.created_at, c.updated_at
     FROM identity.client c JOIN identity.agency a ON a.code = c.agency_code
    WHERE c.id = $1`,
  clientRow,
);

// Primary key of client, in order, one page after `$1`.
const listAfter = statement(
  'clients.list',
  `SELECT c.id, c.agency_code, a.name_vi AS agency_vi, a.name_en AS agency_en, c.name_vi, c.name_en, c.profile, c.status, c.secret_hash,
          c.previous_secret_hash, c.previous_secret_until, c.metadata, c.scopes, c.minimum_acr, c.basic_until::text, c.pkce_exempt_until::text, c.pkce_exempt_reason, c.created_at, c.updated_at
     FROM identity.client c JOIN identity.agency a ON a.code = c.agency_code
    WHERE c.id > $1
    ORDER BY c.id
    LIMIT $2`,
  clientRow,
);

const insert = statement(
  'clients.insert',
  `INSERT INTO identity.client (id, agency_code, name_vi, name_en, profile, secret_hash, metadata, scopes, minimum_acr,
                                basic_until, pkce_exempt_until, pkce_exempt_reason, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
   ON CONFLICT (id) DO NOTHING`,
  z.object({}),
);

// Primary key of client.
const setStatus = statement(
  'clients.set-status',
  `UPDATE identity.client SET status = $2, updated_at = $3 WHERE id = $1 AND status <> $2`,
  z.object({}),
);

// Primary key of client. Loses when somebody else has changed it since it was read.
const change = statement(
  'clients.change',
  `UPDATE identity.client SET name_vi = $3, name_en = $4, profile = $5, secret_hash = $6, previous_secret_hash = $7, previous_secret_until = $8,
          metadata = $9, scopes = $10, minimum_acr = $11, basic_until = $12, pkce_exempt_until = $13, pkce_exempt_reason = $14,
          updated_at = greatest($15, updated_at + interval '1 millisecond')
    WHERE id = $1 AND date_trunc('milliseconds', updated_at) = $2`,
  z.object({}),
);

// Primary key of agency.
const agencyExists = statement('clients.agency', `SELECT code FROM identity.agency WHERE code = $1`, z.object({ code: z.string() }));

const resourceRow = z.object({
  identifier: z.string(),
  agency_code: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  signing_alg: z.enum(['ES256', 'PS256', 'RS256', 'EdDSA']),
  token_seconds: z.number(),
});
export type ResourceRow = z.infer<typeof resourceRow>;

// A few hundred rows at most, read as a whole into a cache.
const allResources = statement(
  'clients.resources',
  `SELECT identifier, agency_code, name, scopes, signing_alg, token_seconds FROM identity.api_resource ORDER BY identifier`,
  resourceRow,
);

const upsertResource = statement(
  'clients.upsert-resource',
  `INSERT INTO identity.api_resource (identifier, agency_code, name, scopes, signing_alg, token_seconds, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (identifier) DO UPDATE SET agency_code = $2, name = $3, scopes = $4, signing_alg = $5, token_seconds = $6
   RETURNING identifier`,
  z.object({ identifier: z.string() }),
);

export const findClient = (tx: Tx, id: string): Promise<ClientRow | null> => maybe(tx, findById, [id]);
export const listClients = (tx: Tx, input: { after: string; limit: number }): Promise<ClientRow[]> =>
  many(tx, listAfter, [input.after, input.limit]);

export interface NewClientRow {
  readonly id: string;
  readonly agencyCode: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly profile: string;
  readonly secretHash: Buffer | null;
  readonly metadata: object;
  readonly scopes: readonly object[];
  readonly minimumAcr: string;
  readonly basicUntil: string | null;
  readonly pkceExemptUntil: string | null;
  readonly pkceExemptReason: string | null;
  readonly at: Date;
}

/** What both ways of writing a row end with. */
const registered = (row: Omit<NewClientRow, 'agencyCode'>): readonly unknown[] => [
  JSON.stringify(row.metadata),
  JSON.stringify(row.scopes),
  row.minimumAcr,
  row.basicUntil,
  row.pkceExemptUntil,
  row.pkceExemptReason,
  row.at,
];

/** False when the id is taken. */
export async function insertClient(tx: Tx, row: NewClientRow): Promise<boolean> {
  const changed = await run(tx, insert, [row.id, row.agencyCode, row.nameVi, row.nameEn, row.profile, row.secretHash, ...registered(row)]);
  return changed === 1;
}

/** False when the client has been changed since `read`. */
export async function changeClient(
  tx: Tx,
  row: Omit<NewClientRow, 'agencyCode'> & { read: Date; previousSecretHash: Buffer | null; previousSecretUntil: Date | null },
): Promise<boolean> {
  const changed = await run(tx, change, [
    row.id,
    row.read,
    row.nameVi,
    row.nameEn,
    row.profile,
    row.secretHash,
    row.previousSecretHash,
    row.previousSecretUntil,
    ...registered(row),
  ]);
  return changed === 1;
}

export async function setClientStatus(tx: Tx, input: { id: string; status: 'active' | 'disabled'; at: Date }): Promise<boolean> {
  return (await run(tx, setStatus, [input.id, input.status, input.at])) === 1;
}

export const agencyIsKnown = async (tx: Tx, code: string): Promise<boolean> => (await maybe(tx, agencyExists, [code])) !== null;
export const listResources = (tx: Tx): Promise<ResourceRow[]> => many(tx, allResources, []);

export async function saveResource(tx: Tx, input: ResourceRow & { at: Date }): Promise<void> {
  await one(tx, upsertResource, [
    input.identifier,
    input.agency_code,
    input.name,
    input.scopes,
    input.signing_alg,
    input.token_seconds,
    input.at,
  ]);
}
