import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBlindIndex, createSealer } from '#shared/crypto';

const one = Buffer.alloc(32, 1);
const two = Buffer.alloc(32, 2);
const place = { table: 'account', column: 'phone', row: '7' };

describe('a sealed value', () => {
  const sealer = createSealer(new Map([[1, one]]));

  test('opens as it was, whatever the text, and is different each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
      }),
    );
    expect(sealer.seal('0912', place).equals(sealer.seal('0912', place))).toBe(false);
  });

  test('has its version, a nonce of 12 bytes and a tag of 16 before it', () => {
    const sealed = sealer.seal('', place);
    expect([sealed.length, sealed[0]]).toEqual([29, 1]);
    expect(sealer.open(sealed, place)).toBe('');
  });

  test.each([
    ['table', { ...place, table: 'officer' }],
    ['column', { ...place, column: 'email' }],
    ['row', { ...place, row: '8' }],
    // Parts that only together read alike.
    ['parts', { table: 'account.phone', column: '', row: '7' }],
  ])('does not open at another %s', (_what, elsewhere) => {
    const sealed = sealer.seal('0912', place);
    expect(() => sealer.open(sealed, elsewhere)).toThrow();
    // Nor when the keys of both places are known already.
    sealer.seal('x', elsewhere);
    expect(() => sealer.open(sealed, elsewhere)).toThrow();
  });

  test('does not open when any one of its bytes was changed', () => {
    const sealed = sealer.seal('0912', place);
    for (const at of sealed.keys()) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => sealer.open(altered, place), String(at)).toThrow();
    }
  });

  test('that is too short to be one is refused by its name, and an unknown key is named', () => {
    const sealed = sealer.seal('', place);
    expect(() => sealer.open(sealed.subarray(0, 28), place)).toThrow('sealed value in account.phone is too short');
    expect(() => createSealer(new Map([[2, two]])).open(sealed, place)).toThrow(
      'no key-encryption key of version 1; add it to the key ring',
    );
  });
});

test('the newest key seals, whatever its place in the ring; older ones still open, and what they sealed is stale', () => {
  const old = createSealer(new Map([[1, one]])).seal('0912', place);
  const ring = createSealer(new Map([[2, two], [1, one]])); // prettier-ignore
  expect(ring.open(old, place)).toBe('0912');
  expect(ring.stale(old)).toBe(true);
  const sealed = ring.seal('0912', place);
  expect([sealed[0], ring.stale(sealed)]).toEqual([2, false]);
});

test('a sealed value is AES-256-GCM under a key of the column, HKDF-SHA-256 of the ring’s, and bound to its place: what is stored stays readable', () => {
  const sealed = createSealer(new Map([[1, one]])).seal('Nguyễn', place);
  const key = Buffer.from(hkdfSync('sha256', one, '', 'seal:account.phone', 32));
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    .setAAD(Buffer.from('["account","phone","7"]'))
    .setAuthTag(sealed.subarray(13, 29));
  expect(Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')).toBe('Nguyễn');
});

describe('a blind index', () => {
  test('is HMAC-SHA-256 under a key derived for each kind of value', () => {
    const index = createBlindIndex(one);
    for (const kind of ['phone', 'citizen-number', 'phone']) {
      const key = Buffer.from(hkdfSync('sha256', one, '', `blind-index:${kind}`, 32));
      expect(index(kind, '+84912').equals(createHmac('sha256', key).update('+84912').digest())).toBe(true);
    }
  });

  test('finds the same value and no other, kind or root', () => {
    const index = createBlindIndex(one);
    expect(index('phone', '1').equals(index('phone', '1'))).toBe(true);
    expect(index('phone', '1').equals(index('phone', '2'))).toBe(false);
    expect(index('phone', '1').equals(index('email', '1'))).toBe(false);
    expect(index('phone', '1').equals(createBlindIndex(two)('phone', '1'))).toBe(false);
  });
});
