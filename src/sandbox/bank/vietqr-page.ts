import { z } from 'zod';
import { sameSecret } from '#shared/crypto';
import { anyone, route, show, type Reply, type Route } from '#shared/http';
import type { FieldError } from '#shared/view';
import { choice } from './choice.ts';
import { decide } from './decide.ts';
import { deliverDue } from './delivery.ts';
import { messages } from './messages/index.ts';
import type { BankOptions } from './options.ts';
import { declineCodes, outcomes, type Outcome } from './outcomes.ts';
import { vietqrPage } from './pages.ts';
import { readVietqr, type Transfer } from './vietqr-text.ts';

/** The person's banking app: reads a VietQR code, transfers, and the receiving bank tells the account holder. */
export function vietqrRoutes(options: BankOptions): Route[] {
  const { clock, vietqr } = options;
  return [
    route({
      method: 'GET',
      path: '/bank/vietqr/pay',
      who: anyone,
      query: z.object({ qr: z.string().max(1000).default('') }),
      async handle({ query: { qr }, lang }) {
        const transfer = read(qr);
        const unread = qr.trim() !== '' && transfer === null;
        return answer(qr, { transfer, errors: unread ? [{ field: 'qr', message: messages[lang].bank.vietqr.unreadable }] : [] });
      },
    }),
    route({
      method: 'POST',
      path: '/bank/vietqr/pay',
      who: anyone,
      body: z.looseObject({ qr: z.string().max(1000) }),
      async handle({ body, lang }) {
        const transfer = read(body.qr);
        if (transfer === null)
          return answer(body.qr, { transfer, errors: [{ field: 'qr', message: messages[lang].bank.vietqr.unreadable }] });
        const chosen = choice.safeParse(body);
        if (!chosen.success)
          return answer(body.qr, { transfer, errors: [{ field: 'outcome', message: messages[lang].bank.nothingChosen }] });
        const now = clock.now();
        const { transaction } = await decide(options, {
          ...chosen.data,
          gateway: 'vietqr',
          reference: transfer.purpose,
          asked: transfer.amount,
          orderInfo: transfer.purpose,
          expiresAt: now,
          tell: ({ id, amount }) =>
            JSON.stringify({
              transactionId: `FT${id}`,
              bin: transfer.bin,
              account: transfer.account,
              amount: Number(amount),
              currency: 'VND',
              // Banks put words of their own around the person's.
              content: `MBVCB.${id}.${transfer.purpose}.CT tu 0011002233445 NGUYEN VAN THU`,
            }),
        });
        await deliverDue(options);
        return answer(body.qr, { transfer, errors: [], done: transaction.outcome as Outcome });
      },
    }),
  ];

  /** The bank keeps one account; a code for another is not for it. */
  function read(qr: string): Transfer | null {
    const transfer = readVietqr(qr.trim());
    return transfer !== null && sameSecret(transfer.bin, vietqr.bin) && sameSecret(transfer.account, vietqr.account) ? transfer : null;
  }
}

function answer(qr: string, shown: { transfer: Transfer | null; errors: readonly FieldError[]; done?: Outcome }): Reply {
  const { transfer, errors, done = null } = shown;
  const model = {
    qr: qr.trim(),
    transfer: transfer === null ? null : { ...transfer, amount: Number(transfer.amount) },
    done,
    outcomes,
    declineCodes,
    errors,
  };
  return show(vietqrPage, model, errors.length > 0 ? 400 : 200);
}
