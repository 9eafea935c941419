import { z } from 'zod';
import { limits, type VietqrSettings } from '#payment/terms';
import { later, MINUTE, type Clock } from '#shared/clock';
import { sameSecret } from '#shared/crypto';
import { verifySignature } from '#shared/fetch';
import { vietqrPayload } from './emv-qr.ts';
import type { Gateway } from './gateway.ts';

/** What the bank reports about money that has come into the collection account. */
export const transferNotice = z
  .object({
    transactionId: z.string().regex(/^[\w.-]{1,40}$/),
    bin: z.string().max(20),
    account: z.string().max(40),
    amount: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
    currency: z.string().max(10),
    content: z
      .string()
      .max(500)
      .describe('The words of the transfer; the reference stands somewhere in them, since banks add words of their own'),
  })
  .meta({ id: 'payment.TransferNotice' });

const wholeReference = /(?<![0-9A-Z])MC[0-9A-Z]{12}(?![0-9A-Z])/;

/**
 * VietQR: the person scans and transfers from any bank; the bank that keeps the account sends a signed notification for every
 * transfer. There is nothing to query: an attempt is over when the time for a transfer has passed.
 */
export function createVietqr(options: { settings: VietqrSettings; clock: Clock }): Gateway {
  const { settings, clock } = options;
  return {
    code: 'vietqr',

    begin: (attempt) => ({
      kind: 'qr',
      payload: vietqrPayload({ bin: settings.bin, account: settings.account, amount: attempt.amount, purpose: attempt.reference }),
      bank: settings.bin,
      account: settings.account,
      accountName: settings.accountName,
    }),

    readNotification({ method, path, body, header }) {
      if ('fault' in verifySignature({ keys: settings.keys, clock, header, request: { method, path, body } }))
        return { refused: 'unsigned' };
      const parsed = transferNotice.safeParse(fromJson(body));
      if (!parsed.success) return { refused: 'malformed' };
      const { transactionId, bin, account, amount, currency, content } = parsed.data;
      if (!sameSecret(bin, settings.bin) || !sameSecret(account, settings.account)) return { refused: 'foreign' };
      if (currency !== 'VND') return { refused: 'malformed' };
      const reference = wholeReference.exec(content.toUpperCase())?.[0] ?? null;
      return { facts: { gateway: 'vietqr', reference, amount: BigInt(amount), outcome: 'paid', transactionNo: transactionId } };
    },

    async query(attempt) {
      const about = { gateway: 'vietqr', reference: attempt.reference, amount: attempt.amount } as const;
      const over = later(attempt.expiresAt, limits.transferMinutes * MINUTE).getTime() < clock.now().getTime();
      return over ? { ...about, outcome: 'failed', code: 'no-transfer' } : { ...about, outcome: 'open' };
    },
  };
}

function fromJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
