import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lateInterest } from '../../../src/payment/fines/fine-rules.ts';
import { payableAccount } from '../../../src/payment/ledger/ledger.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { expire, moveDatabaseClock } from '../../support/payment.ts';
import { orderOf, orderSql, postings, receipt, settlement, stepsOf, type Forged, type Order, type Settlement, type Sql } from '../../support/payment-forgery.ts'; // prettier-ignore

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
});
afterAll(() => database.close());

/** One transaction of the program's own role: 'done', or why the database refused it. */
const tell = (sql: Sql): Promise<string> =>
  database.db.query(sql.join(';')).then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );
const order = (of: Order = {}): Promise<Forged> => orderOf(database, of);

async function paid(of: Order = {}): Promise<Forged> {
  const made = await order(of);
  expect(await tell(stepsOf(settlement(made, of.fine)))).toBe('done');
  return made;
}

async function fine(columns: Readonly<Record<string, string>> = {}): Promise<string> {
  const id = randomUUID();
  const all: Record<string, string> = {
    id: `'${id}'`,
    decision_number: `'${id}'`,
    decision_date: 'current_date - 5',
    record_number: `'r'`,
    violation_date: 'current_date - 9',
    offender: `''`,
    lookup_index: `sha256('${id}')`,
    amount: '2000000',
    authority: `'a'`,
    treasury_account: `'t'`,
    paper_held: `'{licence}'`,
    upload_hash: `''`,
    uploaded_by: `'police'`,
    uploaded_at: 'now()',
    ...columns,
  };
  await database.db.query(`INSERT INTO payment.fine (${Object.keys(all).join(', ')}) VALUES (${Object.values(all).join(', ')})`);
  return id;
}
/** Received so long ago that it is late by so many days. */
const lateBy = (days: number): Readonly<Record<string, string>> => {
  const today = `(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
  return { received_on: `${today} - ${days + 10}`, pay_by: `${today} - ${days}` };
};
const forFine = (id: string): Order => ({ fine: id, amount: 2_000_000, items: [{ kind: 'fine', amount: 2_000_000 }] });

describe('a settlement by hand', () => {
  it('passes when it is honest, for an order and for a fine', async () => {
    await paid();
    await paid(forFine(await fine()));
  });

  type Change = (steps: Settlement, of: { order: Forged; other: Forged }) => Partial<Settlement>;
  const forgeries: Readonly<Record<string, readonly [Change, RegExp]>> = {
    'without money': [() => ({ incoming: '', journal: '', postings: '' }), /has no payment/],
    'with money that is not booked': [() => ({ journal: '', postings: '' }), /is not booked/],
    'with a journal of nothing': [() => ({ postings: '' }), /0 postings/],
    'without the attempt': [() => ({ attempt: '' }), /is not what it says/],
    'without a receipt': [() => ({ receipt: '' }), /paid in half/],
    'without the order': [() => ({ order: '' }), /is not what it says/],
    "with another order's money": [
      ({ incoming }, { order: { id, attempt, reference }, other }) => ({
        incoming: incoming.replace(id, other.id).replace(attempt, other.attempt).replace(reference, other.reference),
      }),
      /does not book/,
    ],
    "with another order's attempt": [
      ({ incoming }, { order: { attempt }, other }) => ({ incoming: incoming.replace(attempt, other.attempt) }),
      /is not what it says|is not paid/,
    ],
    'with a reference that was not the attempt’s': [
      ({ incoming }, { order: { reference }, other }) => ({ incoming: incoming.replace(reference, other.reference) }),
      /is not what it says/,
    ],
    'from a gateway it was not asked of': [
      ({ incoming, postings: legs }) => ({ incoming: incoming.replace(`'vnpay'`, `'vietqr'`), postings: legs.replace('vnpay', 'vietqr') }),
      /is not what it says/,
    ],
    'with less money, booked as it came': [
      ({ incoming, ids }) => ({
        incoming: incoming.replace('115000', '1'),
        postings: postings(ids.journal, { 'received/vnpay': 1, 'payable/fee': -1 }),
      }),
      /does not book/,
    ],
    'with less money, booked as if it were all': [({ incoming }) => ({ incoming: incoming.replace('115000', '1') }), /does not book/],
    'with legs that do not balance': [
      ({ ids }) => ({ postings: postings(ids.journal, { 'received/vnpay': 115_000, 'payable/fee': -114_000 }) }),
      /does not book/,
    ],
    'owed to somebody else': [({ postings: legs }) => ({ postings: legs.replace('payable/fee', 'payable/tax') }), /does not book/],
    'owed in other parts': [
      ({ ids }) => ({ postings: postings(ids.journal, { 'received/vnpay': 115_000, 'payable/fee': -1000, 'payable/charge': -114_000 }) }),
      /does not book/,
    ],
    'from another account': [({ postings: legs }) => ({ postings: legs.replace('received/vnpay', 'received/vietqr') }), /does not book/],
    'owed to nobody': [
      ({ ids }) => ({ postings: postings(ids.journal, { 'received/vnpay': 115_000, suspense: -115_000 }) }),
      /does not book/,
    ],
    'with money in suspense': [({ incoming }) => ({ incoming: incoming.replace('NULL, now()', `'late', now()`) }), /does not book/],
    'as a journal of another kind': [({ journal }) => ({ journal: journal.replace(`'payment'`, `'suspense'`) }), /does not book/],
    'with a receipt of another amount': [(_, { order: { id } }) => ({ receipt: receipt(id, 1) }), /nothing that was paid/],
    'with a receipt of another day': [
      (_, { order: { id, amount } }) => ({ receipt: receipt(id, amount, { at: `now() - interval '1 day'` }) }),
      /nothing that was paid/,
    ],
    'with a receipt of another year': [
      (_, { order: { id, amount } }) => ({ receipt: receipt(id, amount, { year: '2020' }) }),
      /out of order/,
    ],
    'with a receipt that skips a number': [
      (_, { order: { id, amount } }) => ({ receipt: receipt(id, amount, { sequence: 'last + 1' }) }),
      /out of order|has no receipt/,
    ],
    'with a number drawn for nothing': [
      ({ receipt: right }) => ({ receipt: `UPDATE payment.receipt_counter SET last = last + 1; ${right}` }),
      /out of order|has no receipt/,
    ],
    'with a receipt whose number is not its own': [
      (_, { order: { id, amount } }) => ({ receipt: receipt(id, amount, { number: `'MC99-00000001'` }) }),
      /out of order/,
    ],
    'in constraints that are checked when it suits': [
      ({ order: move }) => ({ incoming: `SET CONSTRAINTS ALL IMMEDIATE; ${move}; SET CONSTRAINTS ALL DEFERRED`, order: '' }),
      /has no payment/,
    ],
  };
  it.each(Object.entries(forgeries))('is refused %s', async (_, [change, why]) => {
    const [of, other] = [await order(), await order()];
    const right = settlement(of);
    expect(await tell(stepsOf({ ...right, ...change(right, { order: of, other }) }))).toMatch(why);
  });

  it('is refused for a fine that stays unpaid, and pays no fine of another order', async () => {
    const id = await fine();
    const of = await order(forFine(id));
    const right = settlement(of, id);
    expect(await tell(stepsOf({ ...right, fine: '' }))).toMatch(/paid in half/);
    expect(await tell(stepsOf({ ...right, fine: right.fine.replace('2000000', '1') }))).toMatch(/has not been paid so/);
    const other = await order();
    expect(await tell(stepsOf({ ...settlement(other), fine: right.fine }))).toMatch(/has not been paid so/);
    expect(await tell(stepsOf(right))).toBe('done');
  });

  it('takes no money for an order that is over, and none twice', async () => {
    const over = await order();
    await expire(database, over.id);
    expect(await tell(stepsOf(settlement(over)))).toMatch(/does not go from expired to paid/);
    const done = await paid();
    const again = settlement(done);
    expect(await tell(stepsOf({ ...again, event: '', receipt: '' }))).toMatch(/journal_order/);
    // The same transaction of the gateway a second time, past ON CONFLICT too.
    const twice = again.incoming.replaceAll(again.ids.incoming, randomUUID());
    expect(await tell([`${twice} ON CONFLICT (gateway, transaction_no) DO UPDATE SET amount = 1`])).toMatch(/permission denied/);
  });
});

describe('money in suspense', () => {
  const held = (of: Forged, why: string, amount = of.amount): Sql => {
    const { ids, incoming, journal } = settlement(of);
    return [
      incoming.replace(/115000, NULL/, `${amount}, '${why}'`),
      journal.replace(`'payment'`, `'suspense'`),
      postings(ids.journal, { 'received/vnpay': amount, suspense: -amount }),
    ];
  };

  it('is there for a reason that is so, because it can be given away', async () => {
    const of = await order();
    for (const why of ['late', 'twice', 'wrong-amount', 'unknown-reference'])
      expect([why, await tell(held(of, why))]).toEqual([why, expect.stringMatching(/is not what it says/)]);
    const nameless = held(of, 'unknown-reference').map((sql) =>
      sql.replace(`'${of.attempt}', '${of.id}'`, 'NULL, NULL').replace(`'${of.id}'`, 'NULL'),
    );
    expect(await tell(nameless)).toMatch(/is not what it says/);
    expect(await tell(held(of, 'wrong-amount', 114_000))).toBe('done');
    expect(await tell(held(await paid(), 'twice'))).toBe('done');
  });

  async function inSuspense(): Promise<string> {
    const of = await order();
    const sql = held(of, 'wrong-amount', 114_000);
    expect(await tell(sql)).toBe('done');
    return (await database.db.query<{ id: string }>(`SELECT id FROM payment.incoming WHERE order_id = $1`, [of.id])).rows[0]?.id ?? '';
  }
  const propose = (entry: string, id: string): Sql => [
    `INSERT INTO payment.suspense_return (id, incoming_id, amount, way, to_account, proposed_by, proposed_at)
     VALUES ('${id}', '${entry}', 114000, 'transfer', 'sealed', 'maker', now())`,
    step(id, 'proposed', 'maker'),
  ];
  const step = (id: string, status: string, actor: string): string =>
    `INSERT INTO payment.suspense_return_event (return_id, status, actor, at) VALUES ('${id}', '${status}', '${actor}', now())`;
  const approve = (id: string, by = 'checker'): string =>
    `UPDATE payment.suspense_return SET status = 'approved', approved_by = '${by}' WHERE id = '${id}'`;
  const booked = (id: string, legs: Record<string, number> = { suspense: 114_000, 'received/vnpay': -114_000 }): Sql => {
    const journal = randomUUID();
    return [
      `INSERT INTO payment.journal (id, kind, return_id, at) VALUES ('${journal}', 'return', '${id}', now())`,
      postings(journal, legs),
      `UPDATE payment.suspense_return SET status = 'returned', returned_at = now(), bank_reference = 'FT1' WHERE id = '${id}'`,
      step(id, 'returned', 'maker'),
    ];
  };

  it('goes back by two persons, each step on the trail, and only so', async () => {
    const [entry, id] = [await inSuspense(), randomUUID()];
    expect(await tell(propose(entry, id).slice(0, 1))).toMatch(/trail contradict/);
    expect(await tell([...propose(entry, id), approve(id), step(id, 'approved', 'checker')])).toMatch(/trail contradict/);
    expect(await tell(propose(entry, id).map((sql) => sql.replace('114000', '1')))).toMatch(/no money in suspense/);
    expect(await tell(propose(entry, id))).toBe('done');
    expect(await tell(propose(entry, randomUUID()))).toMatch(/suspense_return_live/);
    for (const [sql, why] of [
      [[approve(id, 'maker'), step(id, 'approved', 'maker')], /two_persons/],
      [[approve(id, ' MAKER'), step(id, 'approved', ' MAKER')], /two_persons/],
      [[approve(id)], /trail contradict/],
      [[approve(id), step(id, 'approved', 'somebody')], /trail contradict/],
      [[step(id, 'approved', 'checker')], /trail contradict/],
      [[`UPDATE payment.suspense_return SET approved_by = 'checker' WHERE id = '${id}'`], /append-only/],
      [booked(id), /does not go from proposed to returned/],
    ] as const)
      expect([sql, await tell(sql)]).toEqual([sql, expect.stringMatching(why)]);
    expect(await tell([approve(id), step(id, 'approved', 'checker')])).toBe('done');
    for (const [sql, why] of [
      [[`UPDATE payment.suspense_return SET to_account = 'mine' WHERE id = '${id}'`], /permission denied/],
      [[`UPDATE payment.suspense_return SET approved_by = 'another' WHERE id = '${id}'`], /cannot be changed|append-only/],
      [[`UPDATE payment.suspense_return SET status = 'proposed' WHERE id = '${id}'`], /does not go from/],
      [booked(id).slice(2), /contradict/],
      [booked(id).slice(0, 2), /contradict/],
      [booked(id, { suspense: 1, 'received/vnpay': -1 }), /does not book/],
      [booked(id, { suspense: 114_000, 'received/vietqr': -114_000 }), /does not book/],
      [booked(id, { suspense: 114_000, 'received/vnpay': -114_000, 'payable/fee': 5, 'payable/tax': -5 }), /does not book/],
    ] as const)
      expect([sql, await tell(sql)]).toEqual([sql, expect.stringMatching(why)]);
    expect(await tell(booked(id))).toBe('done');
    expect(await tell(booked(id))).toMatch(/journal_return/);
    expect(await tell(propose(entry, randomUUID()))).toMatch(/suspense_return_live/);
  });
});

describe('what has been written stays', () => {
  it('in every table, whatever the statement', async () => {
    const of = await paid();
    const journal = `(SELECT id FROM payment.journal WHERE order_id = '${of.id}')`;
    for (const [sql, why] of [
      [`UPDATE payment.payment_order SET status = 'pending', paid_at = NULL WHERE id = '${of.id}'`, /cannot be changed/],
      [`UPDATE payment.payment_order SET paid_at = now() - interval '1 day' WHERE id = '${of.id}'`, /cannot be changed/],
      [`UPDATE payment.payment_order SET status = 'refunded' WHERE id = '${of.id}'`, /payment_order_not_refunded/],
      [`UPDATE payment.payment_order SET amount = 1 WHERE id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.payment_order SET items = '[]' WHERE id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.payment_order SET payer_name = 'x' WHERE id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.payment_order SET notify_url = 'https://mine.example' WHERE id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.payment_order SET client_id = 'mine' WHERE id = '${of.id}'`, /permission denied/],
      [`DELETE FROM payment.payment_order WHERE id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.attempt SET amount = 1 WHERE id = '${of.attempt}'`, /permission denied/],
      [`UPDATE payment.attempt SET order_id = order_id WHERE id = '${of.attempt}'`, /permission denied/],
      [`UPDATE payment.attempt SET status = 'open' WHERE id = '${of.attempt}'`, /is not open/],
      [`UPDATE payment.incoming SET amount = 1 WHERE order_id = '${of.id}'`, /permission denied/],
      [`DELETE FROM payment.incoming WHERE order_id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.journal SET at = now() WHERE order_id = '${of.id}'`, /permission denied/],
      [`DELETE FROM payment.journal WHERE order_id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.posting SET amount = 1 WHERE journal_id = ${journal}`, /permission denied/],
      [`DELETE FROM payment.posting WHERE journal_id = ${journal}`, /permission denied/],
      [`INSERT INTO payment.posting SELECT id, 'payable/tax', 1 FROM payment.journal WHERE order_id = '${of.id}'`, /is closed/],
      [`INSERT INTO payment.posting SELECT id, 'received/vnpay', 1 FROM payment.journal WHERE order_id = '${of.id}' ON CONFLICT (journal_id, account) DO UPDATE SET amount = 1`, /permission denied/], // prettier-ignore
      [`INSERT INTO payment.journal (id, kind, order_id, at, transaction) VALUES (gen_random_uuid(), 'refund', '${of.id}', now(), '9999999999')`, /permission denied/], // prettier-ignore
      [`UPDATE payment.receipt SET amount = 1 WHERE order_id = '${of.id}'`, /permission denied/],
      [`DELETE FROM payment.receipt WHERE order_id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.receipt_counter SET last = last - 1`, /one after the other/],
      [`UPDATE payment.receipt_counter SET last = last + 1`, /has no receipt/],
      [`UPDATE payment.receipt_counter SET year = 2020`, /permission denied/],
      [`DELETE FROM payment.receipt_counter`, /permission denied/],
      [receipt(of.id, of.amount), /receipt_order_id_key/],
      [`UPDATE payment.order_event SET type = 'order.refunded' WHERE order_id = '${of.id}'`, /permission denied/],
      [`DELETE FROM payment.order_event WHERE order_id = '${of.id}'`, /permission denied/],
      [`UPDATE payment.ledger_account SET about = 'x'`, /permission denied/],
      [`UPDATE payment.fine_incentive SET enabled = true`, /permission denied/],
      [`TRUNCATE payment.posting`, /permission denied/],
      [`TRUNCATE payment.payment_order CASCADE`, /permission denied/],
      [`ALTER TABLE payment.payment_order DISABLE TRIGGER ALL`, /must be owner/],
      [`DROP TRIGGER journal_balances ON payment.journal`, /must be owner/],
      [`SET session_replication_role = replica`, /permission denied/],
      [`CREATE TABLE payment_jobs.mine () INHERITS (payment.posting)`, /must be owner/],
      [`CREATE TABLE payment_jobs.mine (id uuid REFERENCES payment.payment_order)`, /permission denied/],
    ] as const)
      expect([sql, await tell([sql])]).toEqual([sql, expect.stringMatching(why)]);
  });

  it('also that an order was paid, even with every entry that would pay it back', async () => {
    const of = await paid();
    const journal = randomUUID();
    const back = {
      journal: `INSERT INTO payment.journal (id, kind, order_id, at) VALUES ('${journal}', 'refund', '${of.id}', now())`,
      postings: postings(journal, { 'received/vnpay': -of.amount, 'payable/fee': of.amount - 1000, 'payable/charge': 1000 }),
      order: `UPDATE payment.payment_order SET status = 'refunded' WHERE id = '${of.id}'`,
      event: `INSERT INTO payment.order_event (id, order_id, type, at) VALUES (gen_random_uuid(), '${of.id}', 'order.refunded', now())`,
    };
    for (const [sql, why] of [
      [Object.values(back), /journal_not_refund/],
      [[back.order, back.event], /payment_order_not_refunded/],
      [[back.event], /order_event_not_refunded/],
    ] as const)
      expect(await tell(sql)).toMatch(why);
  });

  it('also who an order belongs to, once somebody has claimed it', async () => {
    const of = await order();
    const claim = (sub: string): Sql => [`UPDATE payment.payment_order SET owner_sub = '${sub}' WHERE id = '${of.id}'`];
    expect(await tell(claim('first'))).toBe('done');
    expect(await tell(claim('second'))).toMatch(/append-only/);
  });
});

describe('an order by hand', () => {
  it('tells nobody what is not so', async () => {
    const of = await order();
    for (const type of ['order.paid', 'order.expired'])
      expect(
        await tell([`INSERT INTO payment.order_event (id, order_id, type, at) VALUES (gen_random_uuid(), '${of.id}', '${type}', now())`]),
      ).toMatch(new RegExp(`is not what ${type} says`));
    expect(await tell([receipt(of.id, of.amount)])).toMatch(/nothing that was paid/);
  });

  it('is the sum of its items, begins as created, and is tried for its own amount', async () => {
    expect(await tell(orderSql({ status: 'created', amount: 5, items: [{ kind: 'fee', amount: 4 }] }).sql)).toMatch(/check constraint/);
    const made = orderSql();
    expect(await tell([made.sql[0]?.replace(`'created'`, `'pending'`) ?? ''])).toMatch(/begins as created/);
    expect(await tell([...made.sql.slice(0, 2), made.sql[2]?.replace('115000', '1') ?? ''])).toMatch(/is not open/);
    expect(await tell(made.sql)).toBe('done');
    expect(await tell([`UPDATE payment.attempt SET status = 'paid' WHERE id = '${made.order.attempt}'`])).toMatch(/is not paid/);
  });

  it('is not over before its time', async () => {
    for (const status of ['created', 'pending'] as const) {
      const { id } = await order({ status });
      const over: Sql = [
        `UPDATE payment.payment_order SET status = 'expired' WHERE id = '${id}'`,
        `INSERT INTO payment.order_event (id, order_id, type, at) VALUES (gen_random_uuid(), '${id}', 'order.expired', now() + interval '2 hours')`,
      ];
      expect(await tell(over)).toMatch(/is payable until/);
      await moveDatabaseClock(database, 2 * 3600);
      expect(await tell(over)).toBe('done');
      await moveDatabaseClock(database, 0);
    }
    expect(await tell([`CREATE OR REPLACE FUNCTION payment.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'`])).toMatch(
      /permission denied/,
    );
  });

  it('for a fine is of the day on which it is made, and soon over', async () => {
    const late = await fine(lateBy(13));
    const interest = Number(lateInterest(2_000_000n, 13));
    const whole: Order = { status: 'created', fine: late, amount: 2_000_000 + interest, items: [{ kind: 'fine', amount: 2_000_000 }, { kind: 'interest', amount: interest }] }; // prettier-ignore
    const at = (of: Order, created: string, expires: string): Sql =>
      orderSql(of).sql.map((sql) => sql.replace(`now(), now() + interval '90 minutes'`, `now() + '${created}', now() + '${expires}'`));
    for (const [created, expires] of [
      ['-18 days', '90 minutes'],
      ['-2 hours', '1 minute'],
      ['1 hour', '90 minutes'],
      ['0', '50 years'],
    ] as const)
      expect([created, expires, await tell(at(whole, created, expires))]).toEqual([
        created,
        expires,
        expect.stringMatching(/not of today/),
      ]);
    // Of an hour ago, yet judged by the day that it is.
    expect(await tell(at(forFine(late), '-59 minutes', '30 minutes'))).toMatch(/is not what fine .* costs/);
    expect(await tell(at(whole, '-59 minutes', '30 minutes'))).toBe('done');
  });

  it('for a fine asks for what the fine costs that day', async () => {
    const plain = await fine();
    const late = await fine(lateBy(13));
    const interest = Number(lateInterest(2_000_000n, 13));
    const ask = (id: string, items: Order['items'] & object): Promise<string> =>
      tell(orderSql({ status: 'created', fine: id, items, amount: items.reduce((sum, item) => sum + item.amount, 0) }).sql);
    const wrong = /is not what fine .* costs/;
    expect(await ask(plain, [{ kind: 'fine', amount: 1 }])).toMatch(wrong);
    expect(await ask(plain, [{ kind: 'fee', amount: 2_000_000 }])).toMatch(wrong);
    expect(await ask(plain, [{ kind: 'fine', amount: 2_000_000 }, { kind: 'discount', amount: -200_000 }])).toMatch(wrong); // prettier-ignore
    expect(await ask(plain, [{ kind: 'fine', amount: 2_000_000 }, { kind: 'interest', amount: 1000 }])).toMatch(wrong); // prettier-ignore
    expect(await ask(late, [{ kind: 'fine', amount: 2_000_000 }])).toMatch(wrong);
    expect(await ask(late, [{ kind: 'fine', amount: 2_000_000 }, { kind: 'interest', amount: interest }])).toBe('done'); // prettier-ignore
    expect(await ask(plain, [{ kind: 'fine', amount: 2_000_000 }])).toBe('done');
    const done = await fine();
    await paid(forFine(done));
    expect(await ask(done, [{ kind: 'fine', amount: 2_000_000 }])).toMatch(wrong);
  });
});

describe('a fine', () => {
  it('is neither paid, changed nor forgiven by hand', async () => {
    const id = await fine();
    for (const [sql, why] of [
      [`UPDATE payment.fine SET status = 'paid', paid_at = now(), paid_amount = amount WHERE id = '${id}'`, /has not been paid so/],
      [`UPDATE payment.fine SET amount = 1 WHERE id = '${id}'`, /permission denied/],
      [`UPDATE payment.fine SET treasury_account = 'mine' WHERE id = '${id}'`, /permission denied/],
      [`UPDATE payment.fine SET received_on = NULL WHERE id = '${id}'`, /permission denied/],
      [`DELETE FROM payment.fine WHERE id = '${id}'`, /permission denied/],
      [
        `INSERT INTO payment.paper_return (fine_id, recipient, requested_at, changed_at) VALUES ('${id}', '', now(), now())`,
        /do not go back so/,
      ],
    ] as const)
      expect([sql, await tell([sql])]).toEqual([sql, expect.stringMatching(why)]);
    await paid(forFine(id));
    const back = `INSERT INTO payment.paper_return (fine_id, recipient, requested_at, changed_at) VALUES ('${id}', '', now(), now())`;
    expect(await tell([back])).toBe('done');
    const move = (status: string): Sql => [`UPDATE payment.paper_return SET status = '${status}' WHERE fine_id = '${id}'`];
    expect(await tell(move('delivered'))).toBe('done');
    expect(await tell(move('posted'))).toMatch(/do not go back so/);
    expect(await tell([`UPDATE payment.paper_return SET recipient = 'mine' WHERE fine_id = '${id}'`])).toMatch(/permission denied/);
    expect(await tell([`UPDATE payment.fine SET status = 'unpaid', paid_at = NULL, paid_amount = NULL WHERE id = '${id}'`])).toMatch(
      /not been paid so/,
    );
  });
});

describe('the rules themselves', () => {
  it('know the same accounts as the program', async () => {
    for (const kind of ['fee', 'charge', 'tax', 'fine', 'interest', 'discount', 'other', 'suspense']) {
      const { rows } = await database.db.query<{ account: string }>('SELECT payment.payable_account($1) AS account', [kind]);
      expect(rows[0]?.account).toBe(payableAccount(kind));
    }
  });

  it('do not take the operators and functions of a schema that the role owns for their own', async () => {
    await paid();
    const of = await order();
    // Every comparison the guards make would say that nothing is wrong.
    await database.db.query(
      ['<>', '=', '<', '>']
        .flatMap((name) => ['text', 'bigint', 'numeric', 'uuid', 'integer'].map((type) => [name, type] as const))
        .map(
          ([name, type], number) => `
            CREATE FUNCTION payment_jobs.lie_${number}(${type}, ${type}) RETURNS boolean LANGUAGE sql AS 'SELECT ${name === '='}';
            CREATE OPERATOR payment_jobs.${name} (LEFTARG = ${type}, RIGHTARG = ${type}, FUNCTION = payment_jobs.lie_${number})`,
        )
        .join(';'),
    );
    const path = 'SET LOCAL search_path = payment_jobs, pg_catalog';
    const lied = (sql: Sql): Promise<string> => tell([path, ...sql]);
    expect(
      await lied([`UPDATE payment.payment_order SET status = 'paid', paid_at = now() WHERE id OPERATOR(pg_catalog.=) '${of.id}'`]),
    ).toMatch(/has no payment/);
    await database.db.query(
      `CREATE FUNCTION payment_jobs.step(bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 5::bigint';
       CREATE AGGREGATE payment_jobs.sum(bigint) (SFUNC = payment_jobs.step, STYPE = bigint, INITCOND = '5')`,
    );
    expect(await lied(orderSql({ status: 'created', amount: 5, items: [{ kind: 'fee', amount: 1 }] }).sql)).toMatch(/check constraint/);
  });

  it('are functions that look nowhere else and that nobody can hang on a table of their own', async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
        WHERE p.pronamespace = 'payment'::regnamespace
          AND (p.prorettype = 'trigger'::regtype AND has_function_privilege('mocua_payment', p.oid, 'EXECUTE')
               OR NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false))`,
    );
    expect(rows).toEqual([]);
  });
});
