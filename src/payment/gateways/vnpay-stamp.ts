import { instantOf } from '#shared/day';

/** `yyyyMMddHHmmss` in GMT+7, as VNPAY writes times. */
export function vnpayStamp(at: Date): string {
  // What the clocks in Vietnam show, read off a clock that shows GMT.
  const shown = new Date(at.getTime() - instantOf('1970-01-01').getTime());
  return shown.toISOString().slice(0, 19).replace(/\D/g, '');
}
