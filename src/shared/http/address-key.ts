import { SocketAddress, isIP } from 'node:net';

/**
 * What counts as one address: an IPv4 address, also when it is written as IPv6 (`::ffff:…`), or an IPv6 /64, which is what one
 * subscriber gets. Whatever is no address shares one key, so that a malformed one does not escape the limit.
 */
export function addressKey(ip: string): string {
  const text = ip.split('%')[0] ?? '';
  if (isIP(text) === 4) return text;
  if (isIP(text) !== 6) return 'unknown';
  const groups = expand(text);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function expand(ip: string): number[] {
  const canonical = new SocketAddress({ address: ip, family: 'ipv6' }).address;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(canonical);
  const [, head = '', a, b, c, d] = dotted ?? [];
  const hex = dotted === null ? canonical : `${head}${pair(a, b)}:${pair(c, d)}`;
  const [left = '', right] = hex.split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const before = parse(left);
  const after = right === undefined ? [] : parse(right);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function pair(high: string | undefined, low: string | undefined): string {
  return ((Number(high) << 8) | Number(low)).toString(16);
}
