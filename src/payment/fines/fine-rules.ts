import { daysBetween, plusDays } from '#shared/day';

/** A fine is to be paid within ten days of receiving the decision. */
const DAYS_TO_PAY = 10;

/** A reduction that is in force on the day it is asked for. */
export interface Incentive {
  readonly nameVi: string;
  readonly nameEn: string;
  readonly legalBasis: string;
  readonly basisPoints: number;
  readonly withinDays: number;
}

/** What has to be paid today, line by line. */
export interface FineDue {
  readonly fine: bigint;
  readonly lateDays: number;
  readonly interest: bigint;
  readonly discount: { readonly rule: Incentive; readonly amount: bigint } | null;
  readonly total: bigint;
  /** Last day without interest; null while the decision has not been received. */
  readonly deadline: string | null;
}

/** 0.05 % of the unpaid amount for each day late, holidays included, rounded half up to whole đồng (TT 18/2023/TT-BTC). */
export function lateInterest(unpaid: bigint, days: number): bigint {
  return days <= 0 ? 0n : (unpaid * 5n * BigInt(days) + 5000n) / 10_000n;
}

/** The last day on which a fine is paid without interest; null while the decision has not been received. */
export function payBy(receivedOn: string | null): string | null {
  return receivedOn === null ? null : plusDays(receivedOn, DAYS_TO_PAY);
}

/**
 * The amount on one day. Interest counts from the eleventh day after the decision was received. Of the reductions in force
 * (largest first) the first whose window is open applies; none does when there is interest.
 */
export function fineDue(
  fine: { readonly amount: bigint; readonly decisionDate: string; readonly receivedOn: string | null },
  today: string,
  incentives: readonly Incentive[],
): FineDue {
  const deadline = payBy(fine.receivedOn);
  const lateDays = deadline === null ? 0 : Math.max(0, daysBetween(deadline, today));
  const interest = lateInterest(fine.amount, lateDays);
  const rule = lateDays > 0 ? undefined : incentives.find(({ withinDays }) => daysBetween(fine.decisionDate, today) <= withinDays);
  const discount = rule === undefined ? null : { rule, amount: (fine.amount * BigInt(rule.basisPoints)) / 10_000n };
  return { fine: fine.amount, lateDays, interest, discount, total: fine.amount + interest - (discount?.amount ?? 0n), deadline };
}
