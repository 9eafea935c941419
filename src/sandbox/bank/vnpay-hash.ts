import { createHmac } from 'node:crypto';
import { sameSecret } from '#shared/crypto';

/** The bank's own implementation of VNPAY 2.1.0: it shares no line with the merchant's, so that a mistake shows. */
export type Fields = Readonly<Record<string, string>>;

const hmac = (secret: string, text: string): string => createHmac('sha512', secret).update(text, 'utf8').digest('hex');
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Filled fields except the hash itself, by name, form-encoded. */
function hashText(fields: Fields): string {
  return Object.keys(fields)
    .filter((name) => name.startsWith('vnp_') && !name.startsWith('vnp_SecureHash') && fields[name] !== '')
    .sort()
    .map((name) => `${encode(name)}=${encode(fields[name] ?? '')}`)
    .join('&');
}

/** A query string with its hash at the end. */
export const signQuery = (fields: Fields, secret: string): string => `${hashText(fields)}&vnp_SecureHash=${hmac(secret, hashText(fields))}`;

export const queryIsSigned = (fields: Fields, secret: string): boolean =>
  sameSecret((fields['vnp_SecureHash'] ?? '').toLowerCase(), hmac(secret, hashText(fields)));

const pipes = {
  querydr: 'RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo',
  refund:
    'RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo',
  querydrAnswer:
    'ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount',
  refundAnswer:
    'ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo',
} as const;

/** The hash over the fields of a command or its answer, joined by `|` in the prescribed order. */
export const pipeHash = (fields: Fields, of: keyof typeof pipes, secret: string): string =>
  hmac(
    secret,
    pipes[of]
      .split(' ')
      .map((name) => fields[`vnp_${name}`] ?? '')
      .join('|'),
  );

const HANOI = 7 * 3_600_000;

/** `yyyyMMddHHmmss` in Hanoi. */
export const stamp = (at: Date): string => new Date(at.getTime() + HANOI).toISOString().replace(/\D/g, '').slice(0, 14);

/** The instant of such a stamp, or null. */
export function readStamp(text: string): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 1, day = 0, ...time] = parts.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, day, ...(time as [number, number, number]));
  return Number.isNaN(at) ? null : new Date(at - HANOI);
}
