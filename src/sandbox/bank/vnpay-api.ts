import { z } from 'zod';
import { maybe, one, run } from '#shared/db';
import { randomToken, sameSecret } from '#shared/crypto';
import { anyone, json, route, type Route } from '#shared/http';
import { findRequest, findVnpayTransaction, insertRequest, lockTransaction, sumRefunds, type TransactionRow } from './bank-sql.ts';
import type { BankOptions } from './options.ts';
import { pipeHash, stamp, type Fields } from './vnpay-hash.ts';

const asked = z.record(z.string(), z.union([z.string().max(255), z.number().int().transform(String)]));

/** VNPAY's interface for merchants: `querydr` says what became of a transaction, `refund` gives money back. */
export function vnpayApiRoute(options: BankOptions): Route {
  const { db, clock, vnpay } = options;
  return route({
    method: 'POST',
    path: '/bank/vnpay/merchant_webapi/api/transaction',
    who: anyone,
    surface: 'api',
    limit: 8192,
    async handle({ body }) {
      const parsed = asked.safeParse(body);
      const fields: Fields = parsed.success ? parsed.data : {};
      const command = fields['vnp_Command'];
      if (command !== 'querydr' && command !== 'refund') return json({ vnp_ResponseCode: '99', vnp_Message: 'Unknown command' });
      const answer = command === 'querydr' ? await query(fields) : await refund(fields);
      const full = {
        vnp_ResponseId: randomToken(12).replace(/[-_]/g, 'x'),
        vnp_Command: command,
        vnp_TmnCode: vnpay.tmnCode,
        vnp_TxnRef: fields['vnp_TxnRef'] ?? '',
        ...answer,
      };
      return json({ ...full, vnp_SecureHash: pipeHash(full, `${command}Answer`, vnpay.secret) });
    },
  });

  async function query(fields: Fields): Promise<Fields> {
    const refused = await refusal(fields, 'querydr');
    if (refused !== null) return refused;
    const transaction = await maybe(db, findVnpayTransaction, [fields['vnp_TxnRef']]);
    if ((await run(db, insertRequest, [fields['vnp_RequestId'], null, 0, clock.now()])) === 0) return said('94', 'Duplicate request');
    return transaction === null
      ? said('91', 'Transaction not found')
      : { ...said('00', 'Query success'), ...about(transaction), vnp_TransactionType: '01' };
  }

  async function refund(fields: Fields): Promise<Fields> {
    const refused = await refusal(fields, 'refund');
    if (refused !== null) return refused;
    const transaction = await maybe(db, findVnpayTransaction, [fields['vnp_TxnRef']]);
    if (transaction === null) return said('91', 'Transaction not found');
    if (transaction.status !== '00') return said('95', 'The transaction did not succeed');
    const kind = fields['vnp_TransactionType'];
    if (!/^[1-9]\d{0,13}00$/.test(fields['vnp_Amount'] ?? '') || (kind !== '02' && kind !== '03')) return said('03', 'Invalid data');
    const amount = BigInt(fields['vnp_Amount'] ?? '0') / 100n;
    return db.transaction(async (tx) => {
      await one(tx, lockTransaction, [transaction.id]);
      // A repetition is known before anything is counted: by then there is less left to give back.
      if ((await maybe(tx, findRequest, [fields['vnp_RequestId']])) !== null) return said('94', 'Duplicate request');
      const { refunded } = await one(tx, sumRefunds, [transaction.id]);
      // 02 gives everything back, 03 a part; together never more than was taken.
      if (refunded + amount > transaction.amount || (kind === '02' && amount !== transaction.amount)) return said('03', 'Invalid amount');
      if ((await run(tx, insertRequest, [fields['vnp_RequestId'], transaction.id, amount, clock.now()])) === 0)
        return said('94', 'Duplicate request');
      return {
        ...said('00', 'Refund success'),
        ...about(transaction),
        vnp_Amount: String(amount * 100n),
        vnp_TransactionType: kind,
        vnp_TransactionStatus: '05',
      };
    });
  }

  /** Hash first, then merchant and form. */
  async function refusal(fields: Fields, command: 'querydr' | 'refund'): Promise<Fields | null> {
    if (!sameSecret((fields['vnp_SecureHash'] ?? '').toLowerCase(), pipeHash(fields, command, vnpay.secret)))
      return said('97', 'Invalid checksum');
    if (!sameSecret(fields['vnp_TmnCode'] ?? '', vnpay.tmnCode)) return said('02', 'Unknown merchant');
    return /^\w{1,32}$/.test(fields['vnp_RequestId'] ?? '') && fields['vnp_Version'] === '2.1.0' ? null : said('03', 'Invalid data');
  }

  /** A transaction nobody finished has failed once its time is over. */
  function about(transaction: TransactionRow): Fields {
    const over = transaction.status === '01' && transaction.expires_at.getTime() <= clock.now().getTime();
    const paid = transaction.status === '00' || transaction.status === '07';
    return {
      vnp_Amount: String(transaction.amount * 100n),
      vnp_BankCode: 'NCB',
      vnp_PayDate: stamp(transaction.decided_at),
      vnp_TransactionNo: paid ? transaction.id : '0',
      vnp_TransactionStatus: over ? '02' : transaction.status,
      vnp_OrderInfo: transaction.order_info,
    };
  }
}

const said = (code: string, message: string): Fields => ({ vnp_ResponseCode: code, vnp_Message: message });
