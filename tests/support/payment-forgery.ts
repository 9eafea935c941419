import { randomUUID } from 'node:crypto';
import { newReference } from '../../src/payment/orders/attempts.ts';
import type { TestDatabase } from './database.ts';

/** An order of 115,000 đồng with an open attempt at VNPAY, written by hand. */
export interface Forged {
  readonly id: string;
  readonly attempt: string;
  readonly reference: string;
  readonly amount: number;
}

export interface Order {
  readonly status?: 'created' | 'pending';
  readonly fine?: string;
  readonly amount?: number;
  readonly items?: readonly { readonly kind: string; readonly amount: number }[];
}

/** Statements that belong together, sent as one text: PostgreSQL makes one transaction of them. */
export type Sql = readonly string[];

/** An order by hand, with an attempt unless it is to stay `created`. */
export function orderSql(of: Order = {}): { order: Forged; sql: Sql } {
  const { amount = 115_000, items = [{ kind: 'fee', amount: amount - 1000 }, { kind: 'charge', amount: 1000 }], status = 'pending' } = of; // prettier-ignore
  const order = { id: randomUUID(), attempt: randomUUID(), reference: newReference(), amount };
  const sql = [
    `INSERT INTO payment.payment_order (id, status, client_id, fine_id, reference, description, payer_name, amount, items, notify_url, created_at, expires_at)
     VALUES ('${order.id}', 'created', ${of.fine === undefined ? `'dossier', NULL` : `NULL, '${of.fine}'`}, 'D', 'd', '', ${amount}, '${JSON.stringify(items)}',
             'https://dossier.example/webhook', now(), now() + interval '90 minutes')`,
    ...(status === 'created'
      ? []
      : [
          `UPDATE payment.payment_order SET status = 'pending' WHERE id = '${order.id}'`,
          `INSERT INTO payment.attempt (id, order_id, gateway, reference, amount, address, begun_at)
           VALUES ('${order.attempt}', '${order.id}', 'vnpay', '${order.reference}', ${amount}, '::1', now())`,
        ]),
  ];
  return { order, sql };
}

export async function orderOf(database: TestDatabase, of: Order = {}): Promise<Forged> {
  const { order, sql } = orderSql(of);
  await database.db.query(sql.join(';'));
  return order;
}

/**
 * What a settlement writes, step by step in its order. Each forgery is this with one step changed, so that it is refused for that
 * change and for nothing else.
 */
export function settlement(order: Forged, fine?: string) {
  const incoming = randomUUID();
  const journal = randomUUID();
  const { id, attempt, reference, amount } = order;
  return {
    incoming: `INSERT INTO payment.incoming (id, gateway, transaction_no, reference, attempt_id, order_id, amount, suspense, recorded_at)
               VALUES ('${incoming}', 'vnpay', '${incoming}', '${reference}', '${attempt}', '${id}', ${amount}, NULL, now())`,
    journal: `INSERT INTO payment.journal (id, kind, order_id, incoming_id, at) VALUES ('${journal}', 'payment', '${id}', '${incoming}', now())`,
    postings:
      fine === undefined
        ? postings(journal, { 'received/vnpay': amount, 'payable/fee': 1000 - amount, 'payable/charge': -1000 })
        : postings(journal, { 'received/vnpay': amount, 'payable/fine': -amount }),
    order: `UPDATE payment.payment_order SET status = 'paid', paid_at = now() WHERE id = '${id}'`,
    attempt: `UPDATE payment.attempt SET status = 'paid' WHERE id = '${attempt}'`,
    fine:
      fine === undefined ? '' : `UPDATE payment.fine SET status = 'paid', paid_at = now(), paid_amount = ${amount} WHERE id = '${fine}'`,
    event: `INSERT INTO payment.order_event (id, order_id, type, at) VALUES (gen_random_uuid(), '${id}', 'order.paid', now())`,
    receipt: receipt(id, amount),
    // What the forgeries below need to name; not a statement.
    ids: { incoming, journal },
  };
}
export type Settlement = ReturnType<typeof settlement>;

export const stepsOf = (steps: Settlement): Sql =>
  Object.values(steps).filter((step): step is string => typeof step === 'string' && step !== '');

export const postings = (journal: string, legs: Readonly<Record<string, number>>): string =>
  `INSERT INTO payment.posting (journal_id, account, amount) VALUES ${Object.entries(legs)
    .map(([account, amount]) => `('${journal}', '${account}', ${amount})`)
    .join(', ')}`;

/** The next receipt, as the program numbers it; `sequence`, `series` and the rest replace what is right. */
export function receipt(
  order: string,
  amount: number,
  wrong: { sequence?: string; number?: string; year?: string; at?: string } = {},
): string {
  const year = wrong.year ?? `extract(year FROM now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::int`;
  const sequence = wrong.sequence ?? 'last';
  const number = wrong.number ?? `'MC' || lpad((year % 100)::text, 2, '0') || '-' || lpad((${sequence})::text, 8, '0')`;
  return `WITH taken AS (
      INSERT INTO payment.receipt_counter (series, year, last) VALUES ('MC', ${year}, 1)
      ON CONFLICT (series, year) DO UPDATE SET last = receipt_counter.last + 1 RETURNING year, last)
    INSERT INTO payment.receipt (number, series, year, sequence, order_id, amount, issued_at)
    SELECT ${number}, 'MC', year, ${sequence}, '${order}', ${amount}, ${wrong.at ?? 'now()'} FROM taken`;
}
