import { z } from 'zod';
import { maybe, run, statement, type Tx } from '#shared/db';

const nothing = z.unknown();
const flowRow = z.object({ version: z.int(), state: z.unknown(), personal: z.instanceof(Buffer).nullable() });
export type FlowRow = z.infer<typeof flowRow>;

export interface StoredFlow {
  readonly uidHash: Buffer;
  readonly state: object;
  readonly personal: Buffer | null;
  readonly expiresAt: Date;
}

// Index: sign_in_flow_pkey.
const find = statement(
  'sign-in.find-flow',
  `SELECT version, state, personal FROM identity.sign_in_flow WHERE uid_hash = $1 AND expires_at > $2`,
  flowRow,
);

/** Null when there is none or it has expired. */
export const findFlow = (tx: Tx, input: { uidHash: Buffer; now: Date }): Promise<FlowRow | null> =>
  maybe(tx, find, [input.uidHash, input.now]);

// Index: sign_in_flow_pkey. An expired row of the same interaction is replaced; a live one is not.
const insert = statement(
  'sign-in.insert-flow',
  `INSERT INTO identity.sign_in_flow AS flow (uid_hash, version, state, personal, expires_at) VALUES ($1, 1, $2, $3, $4)
   ON CONFLICT (uid_hash) DO UPDATE SET version = 1, state = excluded.state, personal = excluded.personal, expires_at = excluded.expires_at
   WHERE flow.expires_at <= $5`,
  nothing,
);

/** True when the row was written; false when another request had begun the flow. */
export const insertFlow = async (tx: Tx, input: StoredFlow & { now: Date }): Promise<boolean> =>
  (await run(tx, insert, [input.uidHash, JSON.stringify(input.state), input.personal, input.expiresAt, input.now])) === 1;

// Index: sign_in_flow_pkey.
const update = statement(
  'sign-in.update-flow',
  `UPDATE identity.sign_in_flow SET version = version + 1, state = $3, personal = $4, expires_at = $5 WHERE uid_hash = $1 AND version = $2`,
  nothing,
);

/** True when the row still had `version`; false when another request was faster. */
export const updateFlow = async (tx: Tx, input: StoredFlow & { version: number }): Promise<boolean> =>
  (await run(tx, update, [input.uidHash, input.version, JSON.stringify(input.state), input.personal, input.expiresAt])) === 1;

// Index: sign_in_flow_expires_at, then sign_in_flow_pkey.
const deleteExpired = statement(
  'sign-in.delete-expired-flows',
  `DELETE FROM identity.sign_in_flow WHERE uid_hash IN
     (SELECT uid_hash FROM identity.sign_in_flow WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
  nothing,
);

// Primary key.
const prolong = statement('sign-in.prolong-flow', `UPDATE identity.sign_in_flow SET expires_at = $2 WHERE uid_hash = $1`, z.object({}));

export const prolongFlow = (tx: Tx, input: { uidHash: Buffer; expiresAt: Date }): Promise<number> =>
  run(tx, prolong, [input.uidHash, input.expiresAt]);

/** Deletes flows whose interaction has expired, at most `batch` rows in each of `maxBatches` statements; answers how many. */
export async function deleteExpiredFlows(tx: Tx, input: { now: Date; batch: number; maxBatches: number }): Promise<number> {
  let total = 0;
  for (let round = 0; round < input.maxBatches; round += 1) {
    const deleted = await run(tx, deleteExpired, [input.now, input.batch]);
    total += deleted;
    if (deleted < input.batch) break;
  }
  return total;
}
