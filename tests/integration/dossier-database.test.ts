import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moves, reasons, statuses, type Status } from '../../src/dossier/status.ts';
import { useDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const person = randomUUID();
const officer = randomUUID();
const head = randomUUID();
const ids: string[] = [];

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  await database.db.query(
    `INSERT INTO dossier.person (id, issuer, subject, contact, contact_digest, language, created_at) VALUES ($1, 'i', 's', '', '', 'vi', now())`,
    [person],
  );
  await database.db.query(
    `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, created_at) VALUES ($1, '\\x01', 'H26', '', 'officer', now()), ($2, '\\x02', 'H26', '', 'head', now())`,
    [officer, head],
  );
  await database.db.query(`INSERT INTO dossier.procedure_version (code, version, body, fetched_at) VALUES ('p', 1, '{}', now())`);
});
afterAll(() => database.close());

/** A dossier at a status, put there behind the curtain. */
async function dossierAt(status: Status, more: { supplements?: number; payment?: string } = {}): Promise<string> {
  const id = randomUUID();
  await database.db.transaction(async (tx) => {
    const { rows } = await tx.query<{ code: string }>('SELECT dossier.issue_code($1, $2, $3) AS code', [id, 'H26', '2026-11-23']);
    await tx.query(
      `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at) VALUES ($1, $2, 'H26', $3, 'p', 1, $4, '', '', '', now())`,
      [id, rows[0]?.code, person, randomUUID()],
    );
    await tx.query(
      `INSERT INTO dossier.dossier_event (dossier_id, id, kind, to_status, at, actor, actor_id) VALUES ($1, $2, 'filed', 1, now(), 'citizen', $3)`,
      [id, randomUUID(), person],
    );
  });
  await database.admin.query('UPDATE dossier.dossier SET status = $2, supplements = $3, payment_state = $4 WHERE id = $1', [
    id,
    status,
    more.supplements ?? 0,
    more.payment ?? 'none',
  ]);
  ids.push(id);
  return id;
}

/** A fee of 1 đồng with its order, which is named. */
async function feeOf(dossier: string, state: 'requested' | 'paid'): Promise<string> {
  const order = randomUUID();
  await database.db.query(
    `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, order_id, paid_at, created_at)
     VALUES ($1, $2, '[]', 1, $3, $4, CASE WHEN $3 = 'paid' THEN now() END, now())`,
    [randomUUID(), dossier, state, order],
  );
  return order;
}

async function noticeOf(dossier: string, about: { type: string; order: string; amount?: number }): Promise<string> {
  const id = randomUUID();
  await database.db.query(
    `INSERT INTO dossier.payment_notice (id, event_id, type, dossier_id, order_id, amount, received_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
    [id, randomUUID(), about.type, dossier, about.order, about.amount ?? 1],
  );
  return id;
}

/** What the database says to any event written by hand: 'done' or an error code. */
async function tell(dossier: string, columns: Readonly<Record<string, unknown>>): Promise<string> {
  const all = { dossier_id: dossier, id: randomUUID(), from_status: await statusOf(dossier), at: new Date(), ...columns };
  const names = Object.keys(all);
  return database.db
    .query(
      `INSERT INTO dossier.dossier_event (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(all),
    )
    .then(
      () => 'done',
      (error: unknown) => String((error as { code?: string }).code),
    );
}

interface Try {
  readonly from: Status;
  readonly to: Status;
  readonly actor?: 'citizen' | 'officer' | 'payment';
  readonly reason?: string | null;
  readonly ground?: string | null;
  readonly remedy?: string | null;
  readonly approvedBy?: string;
}
/** What the database says to a move written by hand as the program's own role: 'done' or an error code. */
async function move(id: string, attempt: Try): Promise<string> {
  const actor = attempt.actor ?? 'officer';
  const coded = (reasons as Record<number, readonly string[]>)[attempt.to]?.[0] ?? null;
  const pick = (given: string | null | undefined, usual: string | null): string | null => (given === undefined ? usual : given);
  let notice: string | null = null;
  if (actor === 'payment') {
    const order = await feeOf(id, 'paid');
    notice = await noticeOf(id, { type: 'order.paid', order });
  }
  try {
    await database.db.query(
      `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by, payment_state, payment_notice)
       VALUES ($1, $2, 'moved', $3, $4, now(), $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        randomUUID(),
        attempt.from,
        attempt.to,
        actor,
        actor === 'citizen' ? person : actor === 'officer' ? officer : null,
        pick(attempt.reason, coded),
        pick(attempt.ground, coded === null ? null : 'Luật 2026'),
        pick(attempt.remedy, coded === null ? null : 'Nộp lại hồ sơ'),
        attempt.approvedBy ?? null,
        attempt.to === 6 ? 'to-arrange' : null,
        notice,
      ],
    );
    return 'done';
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}
const statusOf = async (id: string): Promise<number> =>
  (await database.admin.query<{ status: number }>('SELECT status FROM dossier.dossier WHERE id = $1', [id])).rows[0]?.status ?? 0;

describe('the database itself', () => {
  it('has the same moves and reasons as the code', async () => {
    const { rows } = await database.db.query<{ from_status: Status; to_status: Status; actor: string }>(
      'SELECT from_status, to_status, actor FROM dossier.status_move',
    );
    expect(rows.length).toBe(statuses.flatMap((from) => Object.keys(moves[from])).length);
    for (const row of rows) expect(moves[row.from_status][row.to_status]).toBe(row.actor);
    const coded = await database.db.query<{ code: string; status: number }>('SELECT code, status FROM dossier.reason ORDER BY code');
    expect(coded.rows.map(({ code, status }) => `${status} ${code}`).sort()).toEqual(
      Object.entries(reasons)
        .flatMap(([status, codes]) => codes.map((code) => `${status} ${code}`))
        .sort(),
    );
  });

  it('makes exactly the allowed ones of all 10×10 moves, by the right actor only', async () => {
    for (const from of statuses) {
      for (const to of statuses) {
        const id = await dossierAt(from, from === 6 ? { payment: 'paid' } : {});
        const right = moves[from][to];
        for (const actor of ['citizen', 'officer', 'payment'] as const) {
          if (actor === right) continue;
          expect([from, to, actor, await move(id, { from, to, actor })]).toEqual([from, to, actor, 'DS002']);
          expect(await statusOf(id)).toBe(from);
        }
        if (right === undefined) continue;
        expect([from, to, right, await move(id, { from, to, actor: right })]).toEqual([from, to, right, 'done']);
        expect(await statusOf(id)).toBe(to);
      }
    }
  }, 120_000);

  it('leaves status 6, and calls a fee paid, on the notice of a payment of this very fee alone', async () => {
    const id = await dossierAt(6, { payment: 'requested' });
    const order = await feeOf(id, 'requested');
    const onward = { kind: 'moved', to_status: 4, actor: 'payment' };
    const paid = { kind: 'fee-paid', payment_state: 'paid', actor: 'payment' };
    for (const about of [
      { type: 'order.expired', order },
      { type: 'order.paid', order: 'another' },
      { type: 'order.paid', order, amount: 2 },
      { type: 'order.paid', order },
    ]) {
      const notice = await noticeOf(id, about);
      expect([about, await tell(id, { ...onward, payment_notice: notice })]).toEqual([about, 'DS002']);
      expect([about, await tell(id, { ...onward, payment_state: 'paid', payment_notice: notice })]).toEqual([about, 'DS002']);
      expect([about, await tell(id, { ...paid, payment_notice: notice })]).toEqual([about, 'DS002']);
    }
    await database.db.query(`UPDATE dossier.fee_request SET state = 'paid', paid_at = now() WHERE order_id = $1`, [order]);
    const notice = await noticeOf(id, { type: 'order.paid', order });
    expect(await tell(id, { ...onward, payment_notice: notice })).toBe('DS004');
    expect(await tell(id, { ...paid, payment_notice: notice })).toBe('done');
    expect(await tell(id, { ...onward, payment_notice: notice })).toBe('done');
  });

  it('lets no event rewrite dates or the fee beside what it is about, nor come before the one it follows', async () => {
    const id = await dossierAt(2);
    const noted = { kind: 'noted', actor: 'citizen', actor_id: person };
    expect(await tell(id, { ...noted, due_at: new Date('2036-01-01') })).toBe('DS002');
    expect(await tell(id, { ...noted, payment_state: 'requested' })).toBe('DS002');
    expect(await tell(id, { kind: 'fee-requested', payment_state: 'requested', actor: 'officer', actor_id: officer })).toBe('DS002');
    expect(await tell(id, { ...noted, at: new Date('1999-01-01') })).toBe('DS008');
    expect(await tell(id, noted)).toBe('done');
  });

  it('wants words as ground and remedy, and keeps who was staff', async () => {
    const id = await dossierAt(1);
    expect(await move(id, { from: 1, to: 3, ground: '........' })).toBe('23514');
    expect(await move(id, { from: 1, to: 3, remedy: '\n'.repeat(8) })).toBe('23514');
    await expect(database.db.query('DELETE FROM dossier.staff WHERE id = $1', [head])).rejects.toThrow('permission denied');
  });

  it.each([
    [1, 3],
    [1, 5],
    [1, 7],
    [2, 8],
  ] as const)('does not move %i to %i without reason, ground and remedy', async (from, to) => {
    const id = await dossierAt(from);
    const actor = moves[from][to] as 'citizen' | 'officer';
    expect(await move(id, { from, to, actor, reason: null })).toBe('23514');
    expect(await move(id, { from, to, actor, ground: null })).toBe('23514');
    expect(await move(id, { from, to, actor, ground: '        ' })).toBe('23514');
    expect(await move(id, { from, to, actor, remedy: 'ok' })).toBe('23514');
    expect(await move(id, { from, to, actor, reason: 'no.such-reason' })).toBe('DS003');
    expect(await move(id, { from, to, actor, reason: to === 8 ? 'refuse.duplicate' : 'stop.law-changed' })).toBe('DS003');
    expect(await statusOf(id)).toBe(from);
    expect(await move(id, { from, to, actor })).toBe('done');
  });

  it('refuses every direct change by the program: status, history, codes, rules', async () => {
    const id = await dossierAt(1);
    for (const text of [
      `UPDATE dossier.dossier SET status = 10 WHERE id = '${id}'`,
      `UPDATE dossier.dossier SET due_at = now() WHERE id = '${id}'`,
      `UPDATE dossier.dossier SET payment_state = 'paid'`,
      `DELETE FROM dossier.dossier WHERE id = '${id}'`,
      `INSERT INTO dossier.dossier (id, code, status) VALUES (gen_random_uuid(), 'x', 9)`,
      `UPDATE dossier.dossier_event SET remedy = 'x'`,
      `DELETE FROM dossier.dossier_event`,
      `TRUNCATE dossier.dossier_event`,
      `SELECT * FROM dossier.dossier_event_00`,
      `UPDATE dossier.dossier_03 SET status = 9`,
      `INSERT INTO dossier.status_move VALUES (1, 9, 'officer')`,
      `DELETE FROM dossier.reason`,
      `INSERT INTO dossier.dossier_code VALUES ('H26-261122-9999', gen_random_uuid())`,
      `UPDATE dossier.code_counter SET last = 0`,
      `ALTER TABLE dossier.dossier_event DISABLE TRIGGER append`,
      `UPDATE dossier.payment_notice SET amount = 0`,
      `UPDATE dossier.procedure_version SET body = '{}'`,
      `SET session_replication_role = replica`,
    ]) {
      await expect(database.db.query(text), text).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('does not keep a dossier without a history, nor let a history begin twice', async () => {
    const id = randomUUID();
    await expect(
      database.db.transaction(async (tx) => {
        const { rows } = await tx.query<{ code: string }>('SELECT dossier.issue_code($1, $2, $3) AS code', [id, 'H26', '2026-11-24']);
        await tx.query(
          `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at) VALUES ($1, $2, 'H26', $3, 'p', 1, $4, '', '', '', now())`,
          [id, rows[0]?.code, person, randomUUID()],
        );
      }),
    ).rejects.toMatchObject({ code: 'DS002' });
    const other = await dossierAt(1);
    await expect(
      database.db.query(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, to_status, at, actor, actor_id) VALUES ($1, $2, 'filed', 1, now(), 'citizen', $3)`,
        [other, randomUUID(), person],
      ),
    ).rejects.toMatchObject({ code: 'DS002' });
  });

  it('holds back acceptance and decision while a fee is due, and takes nobody’s word for the money but a notice', async () => {
    for (const [from, to] of [
      [1, 2],
      [4, 9],
    ] as const) {
      const id = await dossierAt(from, { payment: 'requested' });
      expect(await move(id, { from, to })).toBe('DS004');
    }
    const id = await dossierAt(6, { payment: 'requested' });
    await expect(
      database.db.query(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, at, actor, payment_state) VALUES ($1, $2, 'fee-paid', 6, now(), 'system', 'paid')`,
        [id, randomUUID()],
      ),
    ).rejects.toMatchObject({ code: 'DS002' });
    const other = await dossierAt(1);
    const notice = randomUUID();
    await database.db.query(
      `INSERT INTO dossier.payment_notice (id, event_id, type, dossier_id, order_id, amount, received_at) VALUES ($1, 'e-other', 'order.paid', $2, 'o', 1, now())`,
      [notice, other],
    );
    await expect(
      database.db.query(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, payment_notice) VALUES ($1, $2, 'moved', 6, 4, now(), 'payment', $3)`,
        [id, randomUUID(), notice],
      ),
    ).rejects.toMatchObject({ code: 'DS002' });
  });

  it('wants a head of unit for a second request for papers, and counts it overdue', async () => {
    const id = await dossierAt(4, { supplements: 1 });
    expect(await move(id, { from: 4, to: 5 })).toBe('DS005');
    expect(await move(id, { from: 4, to: 5, approvedBy: officer })).toBe('DS005');
    expect(await move(id, { from: 4, to: 5, approvedBy: head })).toBe('done');
    const { rows } = await database.db.query<{ counted_overdue: boolean }>('SELECT counted_overdue FROM dossier.dossier WHERE id = $1', [
      id,
    ]);
    expect(rows[0]?.counted_overdue).toBe(true);
  });

  it('lets one of twenty parallel moves through', async () => {
    const id = await dossierAt(1);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => move(id, { from: 1, to: 2 })));
    expect(outcomes.filter((each) => each === 'done').length).toBe(1);
    expect(outcomes.filter((each) => each === 'DS001').length).toBe(19);
  });

  it('chains every history, and names the first event that was touched', async () => {
    const id = await dossierAt(1);
    await move(id, { from: 1, to: 2 });
    await move(id, { from: 2, to: 4 });
    const check = async (): Promise<number | null> =>
      (await database.db.query<{ seq: number | null }>('SELECT dossier.first_altered_event($1) AS seq', [id])).rows[0]?.seq ?? null;
    expect(await check()).toBeNull();
    await database.admin.query(`UPDATE dossier.dossier_event SET at = at + interval '1 second' WHERE dossier_id = $1 AND seq = 2`, [id]);
    expect(await check()).toBe(2);
    await database.admin.query(`UPDATE dossier.dossier_event SET at = at - interval '1 second' WHERE dossier_id = $1 AND seq = 2`, [id]);
    expect(await check()).toBeNull();
    await database.admin.query('DELETE FROM dossier.dossier_event WHERE dossier_id = $1 AND seq = 3', [id]);
    expect(await check()).toBe(0);
  });
});

describe('dossier codes', () => {
  const issue = async (agency: string, fail = false): Promise<string> => {
    let code = '';
    await database.db
      .transaction(async (tx) => {
        code =
          (await tx.query<{ code: string }>('SELECT dossier.issue_code($1, $2, $3) AS code', [randomUUID(), agency, '2026-12-01'])).rows[0]
            ?.code ?? '';
        if (fail) throw new Error('rolled back');
      })
      .catch((error: unknown) => {
        if (!fail) throw error;
      });
    return code;
  };
  it('of twenty parallel filings are twenty consecutive ones, and a rolled-back filing takes none', async () => {
    const results = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => ({ failed: n % 3 === 0, code: await issue('H15.50.05.13', n % 3 === 0) })),
    );
    const kept = results
      .filter(({ failed }) => !failed)
      .map(({ code }) => code)
      .sort();
    expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => `H15.50.05.13-261201-${String(n + 1).padStart(4, '0')}`));
  });
  it('go on past 9999, and each agency has its own', async () => {
    await database.admin.query(`INSERT INTO dossier.code_counter VALUES ('H27', '2026-12-01', 9999)`);
    expect([await issue('H27'), await issue('G01')]).toEqual(['H27-261201-10000', 'G01-261201-0001']);
  });
  it('are refused for what is no agency', async () => {
    await expect(issue(`H26'; DROP`)).rejects.toMatchObject({ code: 'DS006' });
  });
});
