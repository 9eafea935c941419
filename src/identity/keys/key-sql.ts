import { z } from 'zod';
import { many, run, statement, type Tx } from '#shared/db';

export const algorithms = ['ES256', 'PS256', 'RS256', 'EdDSA'] as const;
export type Algorithm = (typeof algorithms)[number];

const keyRow = z.object({
  kid: z.string(),
  alg: z.enum(algorithms),
  public_jwk: z.record(z.string(), z.unknown()),
  private_jwk: z.instanceof(Buffer),
  published_at: z.date(),
  active_from: z.date().nullable(),
  retire_at: z.date().nullable(),
});
export type KeyRow = z.infer<typeof keyRow>;

// A dozen rows: read as a whole, newest activation first, the next keys last.
const all = statement(
  'keys.all',
  `SELECT kid, alg, public_jwk, private_jwk, published_at, active_from, retire_at
     FROM identity.signing_key
    ORDER BY alg, active_from DESC NULLS LAST`,
  keyRow,
);

// Unique index signing_key_one_next: a second next key of an algorithm is not inserted.
const insert = statement(
  'keys.insert',
  `INSERT INTO identity.signing_key (kid, alg, public_jwk, private_jwk, published_at, active_from)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT DO NOTHING`,
  z.object({}),
);

const activate = statement(
  'keys.activate',
  `UPDATE identity.signing_key SET active_from = $2 WHERE kid = $1 AND active_from IS NULL`,
  z.object({}),
);

const retire = statement(
  'keys.retire',
  `UPDATE identity.signing_key SET retire_at = $3 WHERE alg = $1 AND kid <> $2 AND active_from IS NOT NULL AND retire_at IS NULL`,
  z.object({}),
);

const removeRetired = statement('keys.remove-retired', `DELETE FROM identity.signing_key WHERE retire_at < $1`, z.object({}));

export const allKeys = (tx: Tx): Promise<KeyRow[]> => many(tx, all, []);

export async function insertKey(tx: Tx, key: Omit<KeyRow, 'retire_at'>): Promise<boolean> {
  const values = [key.kid, key.alg, JSON.stringify(key.public_jwk), key.private_jwk, key.published_at, key.active_from];
  return (await run(tx, insert, values)) === 1;
}

/** True when this call activated the key; a parallel one may have been first. */
export async function activateKey(tx: Tx, input: { kid: string; at: Date }): Promise<boolean> {
  return (await run(tx, activate, [input.kid, input.at])) === 1;
}

/** Marks every active key of the algorithm but `kid` as leaving the key set at `at`. */
export async function retireOthers(tx: Tx, input: { alg: Algorithm; kid: string; at: Date }): Promise<void> {
  await run(tx, retire, [input.alg, input.kid, input.at]);
}

export const removeRetiredKeys = (tx: Tx, now: Date): Promise<number> => run(tx, removeRetired, [now]);
