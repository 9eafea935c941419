import { z } from 'zod';
import { sameSecret } from '#shared/crypto';
import { allowFormTarget, anyone, redirect, route, show, type Reply, type Request, type Route } from '#shared/http';
import type { TransactionRow } from './bank-sql.ts';
import { choice } from './choice.ts';
import { decide } from './decide.ts';
import { deliverDue } from './delivery.ts';
import { messages } from './messages/index.ts';
import type { BankOptions } from './options.ts';
import { declineCodes, outcomes } from './outcomes.ts';
import { stoppedPage, vnpayPage, type StoppedModel, type VnpayModel } from './pages.ts';
import { queryIsSigned, readStamp, signQuery, stamp, type Fields } from './vnpay-hash.ts';

const request = z.object({
  vnp_Version: z.literal('2.1.0'),
  vnp_Command: z.literal('pay'),
  vnp_TmnCode: z.string(),
  vnp_Amount: z.string().regex(/^[1-9]\d{0,13}00$/),
  vnp_CurrCode: z.literal('VND'),
  vnp_TxnRef: z.string().regex(/^[\w.-]{1,100}$/),
  // Vietnamese without marks, no special signs.
  vnp_OrderInfo: z.string().regex(/^[A-Za-z0-9 .:,_/-]{1,255}$/),
  vnp_OrderType: z.string().min(1).max(100),
  vnp_Locale: z.enum(['vn', 'en']),
  vnp_IpAddr: z.string().min(7).max(45),
  vnp_ReturnUrl: z.url({ protocol: /^https?$/ }).max(255),
  vnp_CreateDate: z.string().transform(readStamp).pipe(z.date()),
  vnp_ExpireDate: z.string().transform(readStamp).pipe(z.date()),
});
type PayRequest = z.infer<typeof request>;
type Reading = { readonly pay: PayRequest } | { readonly stopped: StoppedModel };

/** VNPAY's payment page: checks the merchant's hash, lets a person choose, tells the merchant, sends the person back. */
export function vnpayPageRoutes(options: BankOptions): Route[] {
  const { clock, vnpay } = options;
  return [
    route({
      method: 'GET',
      path: '/bank/vnpay/paymentv2/vpcpay.html',
      who: anyone,
      async handle(call) {
        const raw = call.koa.querystring;
        const reading = read(call.query as Fields);
        return 'stopped' in reading ? show(stoppedPage, reading.stopped, 400) : showChoice(call, { raw, pay: reading.pay });
      },
    }),
    route({
      method: 'POST',
      path: '/bank/vnpay/pay',
      who: anyone,
      body: z.looseObject({ request: z.string().max(8000) }),
      async handle(call) {
        const raw = call.body.request;
        const reading = read(Object.fromEntries(new URLSearchParams(raw)));
        if ('stopped' in reading) return show(stoppedPage, reading.stopped, 400);
        const { pay } = reading;
        const chosen = choice.safeParse(call.body);
        if (!chosen.success) return showChoice(call, { raw, pay, message: messages[call.lang].bank.nothingChosen });
        const { first, transaction } = await decide(options, {
          ...chosen.data,
          gateway: 'vnpay',
          reference: pay.vnp_TxnRef,
          asked: BigInt(pay.vnp_Amount) / 100n,
          orderInfo: pay.vnp_OrderInfo,
          expiresAt: pay.vnp_ExpireDate,
          tell: (made, forged) => signQuery(told(made), forged ? `${vnpay.secret}x` : vnpay.secret),
        });
        if (!first) return show(stoppedPage, { reason: 'decided', back: back(pay, transaction) }, 409);
        await deliverDue(options);
        return transaction.outcome === 'timeout'
          ? show(stoppedPage, { reason: 'timeout', back: null }, 504)
          : redirect(back(pay, transaction));
      },
    }),
  ];

  /** In VNPAY's order: the hash before everything, then the merchant, then the rest. */
  function read(fields: Fields): Reading {
    const stop = (reason: StoppedModel['reason']): Reading => ({ stopped: { reason, back: null } });
    if (!queryIsSigned(fields, vnpay.secret)) return stop('unsigned');
    if (!sameSecret(fields['vnp_TmnCode'] ?? '', vnpay.tmnCode)) return stop('foreign');
    const parsed = request.safeParse(fields);
    if (!parsed.success) return stop('malformed');
    return parsed.data.vnp_ExpireDate.getTime() <= clock.now().getTime() ? stop('expired') : { pay: parsed.data };
  }

  function showChoice(call: Request, { raw, pay, message }: { raw: string; pay: PayRequest; message?: string }): Reply {
    // The form's answer leads on to the merchant.
    allowFormTarget(call.koa, new URL(pay.vnp_ReturnUrl).origin);
    call.koa.state['uiLocales'] = [pay.vnp_Locale === 'vn' ? 'vi' : 'en'];
    const model: VnpayModel = {
      request: raw,
      merchant: pay.vnp_TmnCode,
      amount: Number(BigInt(pay.vnp_Amount) / 100n),
      reference: pay.vnp_TxnRef,
      orderInfo: pay.vnp_OrderInfo,
      outcomes,
      declineCodes,
      errors: message === undefined ? [] : [{ field: 'outcome', message }],
    };
    return show(vnpayPage, model, message === undefined ? 200 : 400);
  }

  /** The merchant's return address with the signed result. */
  function back(pay: PayRequest, transaction: TransactionRow): string {
    const url = new URL(pay.vnp_ReturnUrl);
    url.search = [url.search.slice(1), signQuery(told(transaction), vnpay.secret)].filter((part) => part !== '').join('&');
    return url.href;
  }

  /** What notification and return say about a transaction. */
  function told(transaction: TransactionRow): Fields {
    const paid = transaction.status === '00' || transaction.status === '07';
    return {
      vnp_TmnCode: vnpay.tmnCode,
      vnp_TxnRef: transaction.reference,
      vnp_Amount: String(transaction.amount * 100n),
      vnp_OrderInfo: transaction.order_info,
      vnp_BankCode: 'NCB',
      ...(paid ? { vnp_BankTranNo: `VNP${transaction.id}`, vnp_CardType: 'ATM' } : {}),
      vnp_PayDate: stamp(transaction.decided_at),
      vnp_ResponseCode: transaction.response_code,
      vnp_TransactionStatus: transaction.status,
      vnp_TransactionNo: paid ? transaction.id : '0',
    };
  }
}
