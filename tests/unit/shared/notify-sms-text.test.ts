import { describe, expect, test } from 'vitest';
import { checkSms, smsSize } from '#shared/notify';

describe('the size of an SMS', () => {
  test.each([
    ['a'.repeat(160), 'gsm-7', 1],
    ['a'.repeat(161), 'gsm-7', 2],
    ['a'.repeat(306), 'gsm-7', 2],
    ['a'.repeat(307), 'gsm-7', 3],
    ['€'.repeat(80), 'gsm-7', 1],
    ['€'.repeat(81), 'gsm-7', 2],
    ['ệ'.repeat(70), 'ucs-2', 1],
    ['ệ'.repeat(71), 'ucs-2', 2],
    ['ệ'.repeat(134), 'ucs-2', 2],
    ['ệ'.repeat(135), 'ucs-2', 3],
  ])('%#', (text, encoding, segments) => {
    expect(smsSize(text)).toEqual({ encoding, segments });
  });

  test('a decomposed letter costs no more than a composed one', () => {
    expect(smsSize('ệ'.repeat(70).normalize('NFD')).segments).toBe(1);
  });
});

describe('an SMS is refused', () => {
  test.each([
    'Xem tại https://mocua.gov.vn',
    'Xem tại www.mocua',
    'Vào dichvucong.gov.vn để xem',
    'Xin chào evil.com',
    'bit.ly/abc',
    'Xin chào Nguyễn Văn A.xyz',
  ])('with a link: %s', (text) => {
    expect(() => {
      checkSms(text);
    }).toThrow(/link/);
  });

  test('when it has more than two segments', () => {
    expect(() => {
      checkSms('Mã đăng nhập'.repeat(12));
    }).toThrow(/3 segments/);
  });
});

test.each([
  'Mã đăng nhập Một Cửa: 123456. Có hiệu lực 10 phút. Không đưa mã này cho bất kỳ ai, kể cả cán bộ.',
  'Hồ sơ tại TP.HCM đã được nhận lúc 10.30 ngày 01.02.2026.',
])('an ordinary text passes: %s', (text) => {
  expect(() => {
    checkSms(text);
  }).not.toThrow();
});
