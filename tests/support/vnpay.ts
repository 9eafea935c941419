import { createHmac } from 'node:crypto';
import { signatureHeaders } from '#shared/fetch';
import type { Clock } from '#shared/clock';
import type { RunningPayment } from './payment.ts';
import { bankKey, vnpaySecret } from './payment.ts';

/** Signs as VNPAY does, written independently of the service's own signing. */
export function vnpaySigned(fields: Record<string, string>, secret = vnpaySecret): string {
  const text = Object.keys(fields)
    .toSorted()
    .filter((name) => fields[name] !== '')
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(fields[name] ?? '').replaceAll('%20', '+')}`)
    .join('&');
  return `${text}&vnp_SecureHash=${createHmac('sha512', secret).update(text).digest('hex')}`;
}

export interface Told {
  readonly reference: string;
  readonly amount: number;
  readonly transactionNo?: string;
  readonly responseCode?: string;
  readonly status?: string;
  readonly tmnCode?: string;
}

export const ipnFields = (told: Told): Record<string, string> => ({
  vnp_Amount: String(told.amount * 100),
  vnp_BankCode: 'NCB',
  vnp_OrderInfo: `Thanh toan ${told.reference}`,
  vnp_PayDate: '20260301101500',
  vnp_ResponseCode: told.responseCode ?? '00',
  vnp_TmnCode: told.tmnCode ?? 'DEMO0001',
  vnp_TransactionNo: told.transactionNo ?? '14000001',
  vnp_TransactionStatus: told.status ?? told.responseCode ?? '00',
  vnp_TxnRef: told.reference,
});

/** Tells the service by IPN and returns its RspCode. */
export async function tellVnpay(service: RunningPayment, told: Told, secret?: string): Promise<string> {
  const answer = await fetch(`${service.origin}/gateways/vnpay/ipn?${vnpaySigned(ipnFields(told), secret)}`);
  return ((await answer.json()) as { RspCode: string }).RspCode;
}

let count = 0;

/** A signed bank notification of a transfer. */
export async function tellBank(
  service: RunningPayment,
  clock: Clock,
  notice: Record<string, unknown>,
  key = bankKey,
): Promise<{ status: number; result?: string }> {
  count += 1;
  const body = JSON.stringify({
    transactionId: `FT${String(count).padStart(8, '0')}`,
    bin: '970436',
    account: '0123456789',
    currency: 'VND',
    ...notice,
  });
  const path = '/gateways/vietqr/notification';
  const headers = signatureHeaders(key, `notice-${String(count)}`, clock.epoch(), { method: 'POST', path, body });
  const answer = await fetch(service.origin + path, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  return { status: answer.status, ...((await answer.json()) as { result?: string }) };
}
