import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { isIPv6 } from 'node:net';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { problem } from '#shared/http';

/** The total is kept in shares, so that one row does not make everybody wait for everybody. */
const SHARES = 8;

/** Counts look-ups, found or not, shared by every process; throws `limit.exceeded` with the time to wait. Fails closed. */
export function createLookupLimits(options: { db: Db; blindIndex: BlindIndex; perMinute: number }): { take(ip: string): Promise<void> } {
  const limiter = (name: string, points: number, seconds: number): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: options.db.pool,
      storeType: 'pool',
      schemaName: 'payment',
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points,
      duration: seconds,
    });
  const address = limiter('lookup-address', 20, 15 * 60);
  const total = limiter('lookup-total', Math.max(1, Math.ceil(options.perMinute / SHARES)), 60);
  return {
    async take(ip) {
      const key = options.blindIndex('limit', networkOf(ip));
      await consume(address, key.toString('base64url'));
      await consume(total, String(key.readUInt8(0) % SHARES));
    },
  };
}

/** A person has a whole /64 of IPv6 addresses. */
function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]?.split('::') ?? [];
  const left = head.split(':').filter((part) => part !== '');
  const right = (tail ?? '').split(':').filter((part) => part !== '');
  const full =
    tail === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
  return full
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (cause) {
    if (!(cause instanceof RateLimiterRes)) throw cause;
    throw problem('limit.exceeded', { retryAfter: Math.max(1, Math.ceil(cause.msBeforeNext / 1000)) });
  }
}
