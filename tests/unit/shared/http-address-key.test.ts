import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey } from '#shared/http';

test('an IPv6 /64 is one address, and an IPv4 address is the same in every notation', () => {
  expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:2:ffff:ffff:ffff:ffff'));
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressKey('::ffff:c000:201')).toBe('192.0.2.1');
  expect(addressKey('::1')).toBe('0:0:0:0::/64');
  expect(addressKey('not an address')).toBe(addressKey(''));
});

test('every IPv6 address has the key of its first four groups', () => {
  fc.assert(
    fc.property(fc.ipV6(), (ip) => {
      const key = addressKey(ip);
      return /^([0-9a-f]{1,4}:){3}[0-9a-f]{1,4}::\/64$/.test(key) || /^\d+\.\d+\.\d+\.\d+$/.test(key);
    }),
  );
});
