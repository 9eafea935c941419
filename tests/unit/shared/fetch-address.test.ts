import { expect, test } from 'vitest';
import { createAddressRule } from '#shared/fetch';

const strict = createAddressRule({ allowLoopback: false, allowedNetworks: [] });

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:169.254.169.254',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::8.8.8.8',
  '2002:7f00:1::',
  '2002:0808:0808::1',
  '2001::1',
  '2001:db8::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '100::1',
  '3fff::1',
  '5f00::1',
  '',
  'localhost',
  '1.2.3',
])('%s is not a place a portal can be', (address) => {
  expect(strict.permits(address)).toBe(false);
});

test.each(['8.8.8.8', '113.160.0.1', '172.32.0.1', '2606:4700::1111', '2402:800::1', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
  '%s is public',
  (address) => {
    expect(strict.permits(address)).toBe(true);
  },
);

test('loopback is permitted only where the issuer is local, and nothing else with it', () => {
  const local = createAddressRule({ allowLoopback: true, allowedNetworks: [] });
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((address) => local.permits(address))).toEqual([true, true, true]);
  expect(['0.0.0.0', '10.0.0.1', '169.254.169.254', '::'].map((address) => local.permits(address))).toEqual([false, false, false, false]);
});

test('a named network is permitted, its neighbours are not', () => {
  const rule = createAddressRule({ allowLoopback: false, allowedNetworks: ['10.20.0.0/16', 'fd00:12::/32'] });
  expect(['10.20.255.1', '::ffff:10.20.0.1', 'fd00:12::5'].map((address) => rule.permits(address))).toEqual([true, true, true]);
  expect(['10.21.0.1', 'fd00:13::5', '127.0.0.1'].map((address) => rule.permits(address))).toEqual([false, false, false]);
});

test.each(['10.0.0.0', '10.0.0.0/', 'example.vn/8', '10.0.0.0/8/8'])('the network %s is refused at start', (network) => {
  expect(() => createAddressRule({ allowLoopback: false, allowedNetworks: [network] })).toThrow(/CIDR/);
});
