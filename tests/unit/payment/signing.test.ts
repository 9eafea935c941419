import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc16, vietqrPayload } from '../../../src/payment/gateways/emv-qr.ts';
import { canonicalQuery, hmacSha512, pipeHash, signatureHolds, signedQuery } from '../../../src/payment/gateways/vnpay-signing.ts';

const vector = {
  vnp_Amount: '13500000',
  vnp_Command: 'pay',
  vnp_CreateDate: '20200915083000',
  vnp_CurrCode: 'VND',
  vnp_ExpireDate: '20200915084500',
  vnp_IpAddr: '127.0.0.1',
  vnp_Locale: 'vn',
  vnp_OrderInfo: 'Le phi cap doi GPLX',
  vnp_OrderType: 'other',
  vnp_ReturnUrl: 'https://tt.example.gov.vn/vnpay/return',
  vnp_TmnCode: 'DEMO0001',
  vnp_TxnRef: 'H39.11-200915-0001',
  vnp_Version: '2.1.0',
};
const hash =
  '490a3ded0a1d546309aece2653e746878572f1121deaeb8be5c5c4dc8176ea9789b2e7e4670fc4eb52d7464526efae5c481fa10fc8bf5893eb65c6b2e040264b';

test('the VNPAY 2.1.0 vector is signed exactly so', () => {
  expect(hmacSha512('TESTSECRET', canonicalQuery(vector))).toBe(hash);
  expect(signedQuery(vector, 'TESTSECRET').endsWith(`&vnp_SecureHash=${hash}`)).toBe(true);
  expect(signatureHolds({ ...vector, vnp_SecureHash: hash.toUpperCase() }, 'TESTSECRET')).toBe(true);
});

test('a VNPAY signature holds for no changed field, no other key and no missing hash', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(vector)), fc.string({ minLength: 1 }), (name, other) => {
      fc.pre(other !== vector[name as keyof typeof vector]);
      expect(signatureHolds({ ...vector, [name]: other, vnp_SecureHash: hash }, 'TESTSECRET')).toBe(false);
    }),
  );
  expect(signatureHolds({ ...vector, vnp_SecureHash: hash }, 'OTHERSECRET')).toBe(false);
  expect(signatureHolds(vector, 'TESTSECRET')).toBe(false);
  expect(signatureHolds({ ...vector, vnp_SecureHash: '' }, 'TESTSECRET')).toBe(false);
});

test('the VietQR vector and the CRC check value come out exactly so', () => {
  expect(crc16('123456789')).toBe('29B1');
  expect(vietqrPayload({ bin: '970436', account: '0123456789', amount: 135_000n, purpose: 'H3911 200915 0001' })).toBe(
    '00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA530370454061350005802VN62210817H3911 200915 000163043420',
  );
});

test('every VietQR code parses back to what it was made of, and its CRC covers it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{6}$/),
      fc.stringMatching(/^\d{6,19}$/),
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      fc.stringMatching(/^MC[0-9A-Z]{12}$/),
      (bin, account, amount, purpose) => {
        const payload = vietqrPayload({ bin, account, amount, purpose });
        const fields = parse(payload);
        expect(crc16(payload.slice(0, -4))).toBe(payload.slice(-4));
        expect([fields.get('54'), fields.get('53'), fields.get('58')]).toEqual([String(amount), '704', 'VN']);
        const merchant = parse(fields.get('38') ?? '');
        expect([...parse(merchant.get('01') ?? '').values()]).toEqual([bin, account]);
        expect(parse(fields.get('62') ?? '').get('08')).toBe(purpose);
      },
    ),
  );
});

function parse(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const length = Number(text.slice(at + 2, at + 4));
    fields.set(text.slice(at, at + 2), text.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

test('what VNPAY signs are its own filled fields, by name, and nothing else', () => {
  const fields = { vnp_b: '2', other: 'x', vnp_a: 'đ ồ', vnp_empty: '', vnp_SecureHash: 'h', vnp_SecureHashType: 'SHA512', vnp_Z: '0' };
  expect(canonicalQuery(fields)).toBe('vnp_Z=0&vnp_a=%C4%91+%E1%BB%93&vnp_b=2');
  expect(canonicalQuery({ vnp_a: '1', vnp_b: '2' })).toBe(canonicalQuery({ vnp_b: '2', vnp_a: '1' }));
  // HMAC-SHA512 over the UTF-8 of the text, whatever letters it has.
  expect(hmacSha512('key', 'đồng')).not.toBe(hmacSha512('key', 'dong'));
  expect(hmacSha512('key', 'The quick brown fox jumps over the lazy dog')).toBe(
    'b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a',
  );
});

test('the hash of a VNPAY command is over its fields in their order, an absent one as nothing', () => {
  const fields = { vnp_TxnRef: 'r', vnp_Amount: '1' };
  expect(pipeHash(fields, ['TxnRef', 'BankCode', 'Amount'], 'k')).toBe(hmacSha512('k', 'r||1'));
  expect(pipeHash(fields, ['Amount', 'TxnRef'], 'k')).toBe(hmacSha512('k', '1|r'));
});

const transfer = { bin: '970436', account: '0123456789', amount: 1n, purpose: 'MC1' };

test.each([
  ['a bank of five digits', { bin: '97043' }, /six digits of bank/],
  ['a bank of seven digits', { bin: '9704361' }, /six digits of bank/],
  ['a bank that is no number', { bin: '97043x' }, /six digits of bank/],
  ['letters before the bank', { bin: 'x970436' }, /six digits of bank/],
  ['no account', { account: '' }, /19 characters/],
  ['an account of twenty characters', { account: '1'.repeat(20) }, /19 characters/],
  ['an account with a space', { account: '12 34' }, /19 characters/],
  ['no purpose', { purpose: '' }, /plain purpose/],
  ['a purpose of 51 characters', { purpose: 'x'.repeat(51) }, /plain purpose/],
  ['a purpose with diacritics', { purpose: 'Lệ phí' }, /plain purpose/],
  ['a purpose that ends with a line break', { purpose: 'x\n' }, /plain purpose/],
  ['a purpose that begins with a tab', { purpose: '\tx' }, /plain purpose/],
  ['nothing to pay', { amount: 0n }, /an amount/],
  ['less than nothing', { amount: -1n }, /an amount/],
])('no VietQR code is made of %s', (_what, part, message) => {
  expect(() => vietqrPayload({ ...transfer, ...part })).toThrow(message);
});

test('the longest parts fit a VietQR code', () => {
  const longest = { bin: '970436', account: '1'.repeat(19), amount: 10n ** 12n, purpose: 'x'.repeat(50) };
  expect(parse(parse(vietqrPayload(longest)).get('62') ?? '').get('08')).toBe(longest.purpose);
});
