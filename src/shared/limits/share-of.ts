import type { Limit } from './limit-table.ts';

/**
 * A limit on all together, kept in as many rows as it has `shares`: one row for everybody would make every try wait for every other. Which
 * row a try counts in is chosen by the first byte of `who`, a hash, so that the shares fill evenly.
 */
export function shareOf(total: Limit & { readonly shares: number }, who: Buffer): Limit {
  return {
    key: `${total.key}:${String(who.readUInt8(0) % total.shares)}`,
    points: Math.max(1, Math.ceil(total.points / total.shares)),
    seconds: total.seconds,
  };
}
