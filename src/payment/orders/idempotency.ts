import { z } from 'zod';
import { limits } from '#payment/terms';
import { HOUR, later } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import { maybe, one, run, statement, type Tx } from '#shared/db';
import { orderProblem } from './problems.ts';

// Primary key. Whoever inserts (or renews an answer that is too old) owns the key until its transaction ends; others wait here.
const claimKey = statement(
  'payment.idempotency.claim',
  `INSERT INTO payment.idempotent_answer (client_id, key, body_hash, answer, created_at) VALUES ($1, $2, $3, 'null', $4)
   ON CONFLICT (client_id, key) DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = excluded.created_at
     WHERE idempotent_answer.created_at < $5
   RETURNING key`,
  z.object({ key: z.string() }),
);

// Primary key.
const keepAnswer = statement(
  'payment.idempotency.keep',
  `UPDATE payment.idempotent_answer SET answer = $3::jsonb WHERE client_id = $1 AND key = $2`,
  z.object({}),
);

// Primary key.
const findAnswer = statement(
  'payment.idempotency.find',
  `SELECT body_hash, answer FROM payment.idempotent_answer WHERE client_id = $1 AND key = $2`,
  z.object({ body_hash: z.instanceof(Buffer), answer: z.unknown() }),
);

// Index idempotent_answer_created.
const deleteAnswers = statement('payment.idempotency.forget', `DELETE FROM payment.idempotent_answer WHERE created_at < $1`, z.object({}));

/** Forgets the answers that are no longer kept. */
export const forgetAnswers = (tx: Tx, now: Date): Promise<number> => run(tx, deleteAnswers, [later(now, -limits.idempotencyHours * HOUR)]);

const key = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/)
  .describe('1 to 255 printable ASCII characters');

/** The header that carries it. */
export const idempotencyKey = z.object({ 'Idempotency-Key': key });

/**
 * Does `work` once per client and Idempotency-Key (1 to 255 printable ASCII characters). For 24 hours the same key with the
 * same body gets the same answer, also from parallel calls; with another body it is refused. Work that fails leaves nothing.
 */
export async function once<Answer>(
  tx: Tx,
  request: { clientId: string; key: string; body: unknown; now: Date },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { clientId, now } = request;
  if (!key.safeParse(request.key).success)
    throw orderProblem('order.key-malformed', { detail: 'Idempotency-Key must have 1 to 255 printable ASCII characters' });
  const hash = sha256(JSON.stringify(request.body));
  const claimed = await maybe(tx, claimKey, [clientId, request.key, hash, now, later(now, -limits.idempotencyHours * HOUR)]);
  if (claimed === null) {
    const known = await one(tx, findAnswer, [clientId, request.key]);
    if (!known.body_hash.equals(hash))
      throw orderProblem('order.key-reused', { detail: 'this Idempotency-Key was used with another body' });
    return known.answer as Answer;
  }
  const answer = await work();
  await run(tx, keepAnswer, [clientId, request.key, JSON.stringify(answer)]);
  return answer;
}
