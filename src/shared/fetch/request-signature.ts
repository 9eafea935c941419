import { z } from 'zod';
import { hmacSha256, sameSecret, sha256 } from '#shared/crypto';
import type { Clock } from '#shared/clock';

/**
 * How requests to gateways are signed: HMAC-SHA-256 over the lines key id, request id, timestamp (Unix seconds),
 * method, path with query, and the SHA-256 of the body in hexadecimal. The request id also is the idempotency key:
 * a request that is sent again carries the same one.
 */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent, e.g. `/gateway/sms`. */
  readonly path: string;
  readonly body: string;
}

export interface SigningKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** The four headers that prove who sent this very request, and when. */
export function signatureHeaders(key: SigningKey, requestId: string, timestamp: number, request: SignedRequest): Record<string, string> {
  return {
    'x-key-id': key.id,
    'x-timestamp': String(timestamp),
    'idempotency-key': requestId,
    'x-signature': signature(key, requestId, String(timestamp), request).toString('hex'),
  };
}

/** What each of the four looks like. */
export const signatureFields = z.object({
  'X-Key-Id': z.string().min(1).describe('The key it is signed with'),
  'X-Timestamp': z
    .string()
    .regex(/^\d{1,12}$/)
    .describe('Unix seconds, at most five minutes old or ahead'),
  'Idempotency-Key': z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .describe('Of this sending'),
  // Of another shape it is a forgery, which is told apart from none.
  'X-Signature': z.string().min(1).meta({ description: 'Over all of it', pattern: '^[0-9a-f]{64}$' }),
});

export type SignatureFault = 'missing' | 'unknown-key' | 'stale' | 'forged';

/**
 * The request id when the headers belong to this request and are at most five minutes old or ahead, else what is wrong.
 * Whether the id was seen before is the receiver's to know.
 */
export function verifySignature(options: {
  readonly keys: readonly SigningKey[];
  readonly clock: Clock;
  readonly request: SignedRequest;
  readonly header: (name: string) => string;
}): { readonly requestId: string } | { readonly fault: SignatureFault } {
  const { header, request } = options;
  const fields = signatureFields.safeParse(
    Object.fromEntries(Object.keys(signatureFields.shape).map((name) => [name, header(name.toLowerCase())])),
  );
  if (!fields.success) return { fault: 'missing' };
  const { 'X-Key-Id': keyId, 'X-Timestamp': timestamp, 'Idempotency-Key': requestId, 'X-Signature': given } = fields.data;
  const key = options.keys.find(({ id }) => id === keyId);
  if (key === undefined) return { fault: 'unknown-key' };
  if (!sameSecret(given, signature(key, requestId, timestamp, request).toString('hex'))) return { fault: 'forged' };
  if (Math.abs(options.clock.epoch() - Number(timestamp)) > 300) return { fault: 'stale' };
  return { requestId };
}

function signature(key: SigningKey, requestId: string, timestamp: string, request: SignedRequest): Buffer {
  const lines = [key.id, requestId, timestamp, request.method, request.path, sha256(request.body).toString('hex')];
  return hmacSha256(key.secret, lines.join('\n'));
}
