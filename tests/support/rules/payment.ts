import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '../database.ts';
import { orderOf, orderSql, postings, receipt, settlement, stepsOf, type Settlement } from '../payment-forgery.ts';
import type { Breach } from './breach.ts';

/** The breaches of the payment service's rules, on orders that stand. */
export async function paymentBreaches(database: TestDatabase): Promise<Readonly<Record<string, Breach>>> {
  const commit = async (...sql: readonly string[]): Promise<void> => void (await database.db.query(sql.join(';')));
  const [open, done] = [await orderOf(database), await orderOf(database)];
  const settled = settlement(done);
  await commit(...stepsOf(settled));
  const fine = randomUUID();
  await commit(
    `INSERT INTO payment.fine (id, decision_number, decision_date, record_number, violation_date, offender, lookup_index, amount, authority,
                               treasury_account, paper_held, upload_hash, uploaded_by, uploaded_at)
     VALUES ('${fine}', 'd', current_date, 'r', current_date, '', '\\x01', 2000000, 'a', 't', '{licence}', '', 'police', now())`,
  );
  /** Money of another amount than was asked for, which goes to suspense. */
  const held = (why: string, amount: number): readonly [string, string, string] => {
    const { ids, incoming, journal } = settlement(open);
    return [
      incoming.replace(/115000, NULL/, `${String(amount)}, '${why}'`),
      journal.replace(`'payment'`, `'suspense'`),
      postings(ids.journal, { 'received/vnpay': amount, suspense: -amount }),
    ];
  };
  const suspended = held('wrong-amount', 114_000);
  await commit(...suspended);
  const entry = /VALUES \('([0-9a-f-]{36})'/.exec(suspended[0])?.[1] ?? '';
  const giveBack = randomUUID();
  const step = (id: string, status: string, actor: string): string =>
    `INSERT INTO payment.suspense_return_event (return_id, status, actor, at) VALUES ('${id}', '${status}', '${actor}', now())`;
  const propose = (id: string, status: string, approved: string): string =>
    `INSERT INTO payment.suspense_return (id, incoming_id, amount, way, to_account, status, proposed_by, approved_by, proposed_at)
     VALUES ('${id}', '${entry}', 114000, 'transfer', 'sealed', '${status}', 'maker', ${approved}, now())`;
  const approve = `UPDATE payment.suspense_return SET status = 'approved', approved_by = 'checker' WHERE id = '${giveBack}'`;
  const [asked, approved] = [
    [propose(giveBack, 'proposed', 'NULL'), step(giveBack, 'proposed', 'maker')],
    [approve, step(giveBack, 'approved', 'checker')],
  ];
  const settle = settlement(open);
  const but = (change: Partial<Settlement>): readonly string[] => stepsOf({ ...settle, ...change });
  return {
    'payment/guard_order': {
      sql: [orderSql().sql[0]?.replace(`'created'`, `'pending'`) ?? ''],
      outcome: /begins as created/,
    },
    'payment/check_fine_order': {
      sql: orderSql({ status: 'created', fine, amount: 1, items: [{ kind: 'fine', amount: 1 }] }).sql,
      outcome: /is not what fine .* costs/,
    },
    'payment/clock': {
      sql: [`UPDATE payment.payment_order SET status = 'expired' WHERE id = '${open.id}'`],
      outcome: /is payable until/,
      spoilt: (text) => text.replace('SELECT clock_timestamp()', `SELECT clock_timestamp() + interval '1 day'`),
    },
    'payment/check_attempt': {
      sql: orderSql().sql.map((sql) => sql.replace(/115000, '::1'/, `1, '::1'`)),
      outcome: /attempt .* is not open/,
    },
    'payment/check_incoming': { sql: held('late', 115_000), outcome: /is not what it says/ },
    'payment/check_journal': { sql: held('wrong-amount', 1).slice(0, 2), outcome: /has 0 postings/ },
    'payment/check_postings': {
      sql: but({ postings: settle.postings.replace('payable/fee', 'payable/tax') }),
      outcome: /does not book the money that came/,
    },
    'payment/right_legs': {
      sql: but({ postings: settle.postings.replace('payable/fee', 'payable/tax') }),
      outcome: /does not book the money that came/,
      spoilt: (text) =>
        text.replace(
          /AS \$function\$.*\$function\$/s,
          `AS $function$ BEGIN RETURN (SELECT jsonb_object_agg(account, amount) FROM payment.posting WHERE journal_id = j.id); END $function$`,
        ),
    },
    'payment/payable_account': {
      sql: but({ postings: settle.postings.replace('payable/fee', 'payable/other') }),
      outcome: /does not book the money that came/,
      spoilt: (text) => text.replace(`'fee', 'charge'`, `'charge'`),
    },
    'payment/guard_posting': {
      sql: [postings(settled.ids.journal, { suspense: 5 })],
      outcome: /journal .* is closed/,
      beside: ['payment/check_postings'],
    },
    'payment/check_journal_order': {
      sql: but({ order: '', receipt: '', event: '' }),
      outcome: /is of an order that is not so/,
      beside: ['payment/check_incoming'],
    },
    'payment/check_paid': {
      sql: [`UPDATE payment.payment_order SET status = 'paid', paid_at = now() WHERE id = '${open.id}'`],
      outcome: /has no payment of 115000/,
    },
    'payment/refuse_change': {
      sql: [`UPDATE payment.posting SET amount = amount WHERE journal_id = '${settled.ids.journal}'`],
      as: 'owner',
      outcome: /posting is append-only/,
    },
    'payment/check_receipt': { sql: [receipt(open.id, open.amount)], outcome: /is for nothing that was paid/ },
    'payment/guard_receipt_counter': {
      sql: [`INSERT INTO payment.receipt_counter (series, year, last) VALUES ('ZZ', 2026, 5)`],
      outcome: /numbered one after the other/,
      beside: ['payment/check_receipt_counter'],
    },
    'payment/check_receipt_counter': {
      sql: [`INSERT INTO payment.receipt_counter (series, year, last) VALUES ('ZZ', 2026, 1)`],
      outcome: /the number 1 of ZZ has no receipt/,
    },
    'payment/check_order_event': { sql: [settle.event], outcome: /is not what order\.paid says/ },
    'payment/check_fine': {
      sql: [`UPDATE payment.fine SET status = 'paid', paid_at = now(), paid_amount = amount WHERE id = '${fine}'`],
      outcome: /has not been paid so/,
    },
    'payment/guard_paper_return': {
      sql: [`INSERT INTO payment.paper_return (fine_id, recipient, requested_at, changed_at) VALUES ('${fine}', '', now(), now())`],
      outcome: /do not go back so/,
    },
    'payment/guard_suspense_return': {
      sql: [propose(giveBack, 'approved', `'checker'`), step(giveBack, 'approved', 'checker')],
      outcome: /begins as proposed, not as approved/,
    },
    'payment/check_return_step': { sql: asked.slice(0, 1), outcome: /and its trail contradict one another/ },
    'payment/check_returned': {
      sql: [
        ...asked,
        'SET CONSTRAINTS ALL IMMEDIATE',
        'SET CONSTRAINTS ALL DEFERRED',
        ...approved,
        'SET CONSTRAINTS ALL IMMEDIATE',
        'SET CONSTRAINTS ALL DEFERRED',
        `UPDATE payment.suspense_return SET status = 'returned', returned_at = now(), bank_reference = 'FT1' WHERE id = '${giveBack}'`,
        step(giveBack, 'returned', 'maker'),
      ],
      outcome: /and the ledger contradict one another/,
    },
  };
}
