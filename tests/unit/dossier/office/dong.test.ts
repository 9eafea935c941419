import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '#shared/texts';
import { parseDong } from '../../../../src/dossier/office/dong.ts';

describe('an amount that an officer types', () => {
  it.each([
    ['50000', 50_000],
    ['50.000', 50_000],
    ['50 000', 50_000],
    ['1.150.000', 1_150_000],
    [' 50000đ ', 50_000],
    ['50.000 ₫', 50_000],
    ['50.000\u00a0đồng', 50_000],
    ['50.000 VND', 50_000],
  ])('%j is read', (typed, amount) => {
    expect(parseDong(typed)).toBe(amount);
  });
  it.each([
    '',
    ' ',
    '0x1000',
    '1e3',
    '0b11',
    'Infinity',
    '-50000',
    '+50000',
    '50,000',
    '50.00',
    '50.0000',
    '5000.000',
    '1.150 000',
    '50.000.',
    'năm mươi',
    '50 000 000 000 000 000',
    '1'.repeat(16),
    '٥٠٠٠',
  ])('%j is none', (typed) => {
    expect(parseDong(typed)).toBeNull();
  });
  it('is read back from how pages write it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (amount) => parseDong(money(amount, 'vi')) === amount));
  });
});
