import { createHmac } from 'node:crypto';
import { sameSecret } from '#shared/crypto';

export type VnpayFields = Readonly<Record<string, string>>;

/** HMAC-SHA512 in hexadecimal. */
export function hmacSha512(secret: string, text: string): string {
  return createHmac('sha512', secret).update(text, 'utf8').digest('hex');
}

/** VNPAY 2.1.0: filled `vnp_` fields without the hash, sorted by name, form-encoded, joined by `&`. */
export function canonicalQuery(fields: VnpayFields): string {
  const filled = Object.entries(fields).filter(
    ([name, value]) => name.startsWith('vnp_') && value !== '' && name !== 'vnp_SecureHash' && name !== 'vnp_SecureHashType',
  );
  return new URLSearchParams(filled.toSorted(([left], [right]) => (left < right ? -1 : 1))).toString();
}

/** The query string of a signed request or answer. */
export function signedQuery(fields: VnpayFields, secret: string): string {
  const text = canonicalQuery(fields);
  return `${text}&vnp_SecureHash=${hmacSha512(secret, text)}`;
}

/** Whether `vnp_SecureHash` belongs to the other fields; in constant time. */
export function signatureHolds(fields: VnpayFields, secret: string): boolean {
  return sameSecret((fields['vnp_SecureHash'] ?? '').toLowerCase(), hmacSha512(secret, canonicalQuery(fields)));
}

/** The hash over fields in the order a command prescribes, joined by `|`; what is missing counts as empty. */
export function pipeHash(fields: VnpayFields, names: readonly string[], secret: string): string {
  return hmacSha512(secret, names.map((name) => fields[`vnp_${name}`] ?? '').join('|'));
}

export const queryRequestFields = [
  'RequestId',
  'Version',
  'Command',
  'TmnCode',
  'TxnRef',
  'TransactionDate',
  'CreateDate',
  'IpAddr',
  'OrderInfo',
] as const;

export const queryAnswerFields = [
  'ResponseId',
  'Command',
  'ResponseCode',
  'Message',
  'TmnCode',
  'TxnRef',
  'Amount',
  'BankCode',
  'PayDate',
  'TransactionNo',
  'TransactionType',
  'TransactionStatus',
  'OrderInfo',
  'PromotionCode',
  'PromotionAmount',
] as const;

export const refundRequestFields = [
  'RequestId',
  'Version',
  'Command',
  'TmnCode',
  'TransactionType',
  'TxnRef',
  'Amount',
  'TransactionNo',
  'TransactionDate',
  'CreateBy',
  'CreateDate',
  'IpAddr',
  'OrderInfo',
] as const;

export const refundAnswerFields = [
  'ResponseId',
  'Command',
  'ResponseCode',
  'Message',
  'TmnCode',
  'TxnRef',
  'Amount',
  'BankCode',
  'PayDate',
  'TransactionNo',
  'TransactionType',
  'TransactionStatus',
  'OrderInfo',
] as const;
