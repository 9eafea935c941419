import { plusDays } from '#shared/day';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fineDue, lateInterest } from '../../../src/payment/fines/fine-rules.ts';
import { plainName } from '../../../src/payment/fines/person-name.ts';

test('2,000,000 đồng thirty days late is 30,000 đồng of interest', () => {
  expect(lateInterest(2_000_000n, 30)).toBe(30_000n);
});

test('days before the deadline earn nothing', () => {
  expect([lateInterest(2_000_000n, 0), lateInterest(2_000_000n, -30)]).toEqual([0n, 0n]);
});

test('interest begins on the eleventh day after the decision was received, and never before it was', () => {
  const fine = { amount: 2_000_000n, decisionDate: '2026-01-01', receivedOn: '2026-01-05' };
  expect(fineDue(fine, '2026-01-15', [])).toMatchObject({ lateDays: 0, interest: 0n, total: 2_000_000n, deadline: '2026-01-15' });
  expect(fineDue(fine, '2026-01-16', [])).toMatchObject({ lateDays: 1, interest: 1000n, total: 2_001_000n });
  expect(fineDue(fine, '2026-02-14', [])).toMatchObject({ lateDays: 30, interest: 30_000n });
  expect(fineDue({ ...fine, receivedOn: null }, '2027-01-01', [])).toMatchObject({ lateDays: 0, interest: 0n, deadline: null });
});

test('a reduction applies inside its window only, and never together with interest', () => {
  const rule = { nameVi: 'Giảm', nameEn: 'Less', legalBasis: 'x', basisPoints: 1000, withinDays: 15 };
  const fine = { amount: 2_000_000n, decisionDate: '2026-01-01', receivedOn: '2026-01-10' };
  expect(fineDue(fine, '2026-01-16', [rule])).toMatchObject({ discount: { amount: 200_000n }, total: 1_800_000n });
  expect(fineDue(fine, '2026-01-17', [rule]).discount).toBeNull();
  expect(fineDue({ ...fine, receivedOn: '2026-01-01' }, '2026-01-12', [rule])).toMatchObject({ discount: null, interest: 1000n });
});

test('interest never falls as days pass, and total is the sum of its lines', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1000n, max: 10n ** 9n }), fc.integer({ min: 0, max: 2000 }), (amount, days) => {
      const fine = { amount, decisionDate: '2026-01-01', receivedOn: '2026-01-01' };
      const [today, tomorrow] = [fineDue(fine, plusDays('2026-01-01', days), []), fineDue(fine, plusDays('2026-01-01', days + 1), [])];
      expect(tomorrow.interest >= today.interest).toBe(true);
      expect(today.total).toBe(today.fine + today.interest);
    }),
  );
});

test('names are compared without diacritics, case and extra spaces, and otherwise exactly', () => {
  expect(plainName('  ĐẶNG  Thị Hường ')).toBe(plainName('dang thi huong'));
  expect(plainName('Đặng Thị Hường'.normalize('NFD'))).toBe('dang thi huong');
  expect(plainName('Đặng Thị Hương A')).not.toBe(plainName('Đặng Thị Hương'));
});

test('interest is rounded half up to whole đồng, and there is none before the first day', () => {
  expect([lateInterest(999n, 1), lateInterest(1000n, 1), lateInterest(2999n, 1), lateInterest(3000n, 1)]).toEqual([0n, 1n, 1n, 2n]);
  expect([lateInterest(2_000_000n, -1), lateInterest(2_000_000n, 0), lateInterest(2_000_000n, 1)]).toEqual([0n, 0n, 1000n]);
});

test('of several reductions the first whose window is open applies, rounded down, from the day of the decision', () => {
  const rule = { nameVi: 'Giảm', nameEn: 'Less', legalBasis: 'x', basisPoints: 3000, withinDays: 5 };
  const lesser = { ...rule, basisPoints: 1000, withinDays: 15 };
  const fine = { amount: 1009n, decisionDate: '2026-01-01', receivedOn: null };
  const on = (day: string) => fineDue(fine, day, [rule, lesser]);
  expect(on('2026-01-06')).toMatchObject({ discount: { rule, amount: 302n }, total: 707n });
  expect(on('2026-01-07')).toMatchObject({ discount: { rule: lesser, amount: 100n }, total: 909n });
  expect([on('2026-01-16').discount?.rule, on('2026-01-17').discount]).toEqual([lesser, null]);
});

test('the last day without interest still has its reduction', () => {
  const rule = { nameVi: 'Giảm', nameEn: 'Less', legalBasis: 'x', basisPoints: 1000, withinDays: 60 };
  const fine = { amount: 2_000_000n, decisionDate: '2026-01-01', receivedOn: '2026-01-05' };
  expect(fineDue(fine, '2026-01-15', [rule])).toMatchObject({ interest: 0n, discount: { amount: 200_000n } });
  expect(fineDue(fine, '2026-01-16', [rule])).toMatchObject({ interest: 1000n, discount: null });
});
