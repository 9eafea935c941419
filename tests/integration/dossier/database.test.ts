import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moves, reasons, statuses, type Status } from '../../../src/dossier/record/status.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { dossierForger, type DossierForger } from '../../support/dossier-forgery.ts';

let database: TestDatabase;
let by: DossierForger;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  by = await dossierForger(database);
});
afterAll(() => database.close());

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
        const id = await by.dossierAt(from, from === 6 ? { payment: 'paid' } : {});
        const right = moves[from][to];
        for (const actor of ['citizen', 'officer', 'payment'] as const) {
          if (actor === right) continue;
          expect([from, to, actor, await by.move(id, { from, to, actor })]).toEqual([from, to, actor, 'DS002']);
          expect(await by.statusOf(id)).toBe(from);
        }
        if (right === undefined) continue;
        expect([from, to, right, await by.move(id, { from, to, actor: right })]).toEqual([from, to, right, 'done']);
        expect(await by.statusOf(id)).toBe(to);
      }
    }
  });

  it('leaves status 6, and calls a fee paid, on the notice of a payment of this very fee alone', async () => {
    const id = await by.dossierAt(6, { payment: 'requested' });
    const order = await by.feeOf(id, 'requested');
    const onward = { kind: 'moved', to_status: 4, actor: 'payment' };
    const paid = { kind: 'fee-paid', payment_state: 'paid', actor: 'payment' };
    for (const about of [
      { type: 'order.expired', order },
      { type: 'order.paid', order: 'another' },
      { type: 'order.paid', order, amount: 2 },
      { type: 'order.paid', order },
    ]) {
      const notice = await by.noticeOf(id, about);
      expect([about, await by.tell(id, { ...onward, payment_notice: notice })]).toEqual([about, 'DS002']);
      expect([about, await by.tell(id, { ...onward, payment_state: 'paid', payment_notice: notice })]).toEqual([about, 'DS002']);
      expect([about, await by.tell(id, { ...paid, payment_notice: notice })]).toEqual([about, 'DS002']);
    }
    await by.behindTheCurtain(`UPDATE dossier.fee_request SET state = 'paid', paid_at = now() WHERE order_id = $1`, [order]);
    const notice = await by.noticeOf(id, { type: 'order.paid', order });
    expect(await by.tell(id, { ...onward, payment_notice: notice })).toBe('DS004');
    expect(await by.tell(id, { ...paid, payment_notice: notice })).toBe('done');
    expect(await by.tell(id, { ...onward, payment_notice: notice })).toBe('done');
  });

  it('lets no event rewrite dates or the fee beside what it is about, nor come before the one it follows', async () => {
    const id = await by.dossierAt(2);
    const noted = { kind: 'noted', actor: 'citizen', actor_id: by.person };
    expect(await by.tell(id, { ...noted, due_at: new Date('2036-01-01') })).toBe('DS002');
    expect(await by.tell(id, { ...noted, payment_state: 'requested' })).toBe('DS002');
    expect(await by.tell(id, { kind: 'fee-requested', payment_state: 'requested', actor: 'officer', actor_id: by.officer })).toBe('DS002');
    expect(await by.tell(id, { ...noted, at: new Date('1999-01-01') })).toBe('DS008');
    expect(await by.tell(id, noted)).toBe('done');
  });

  it('wants words as ground and remedy', async () => {
    const id = await by.dossierAt(1);
    expect(await by.move(id, { from: 1, to: 3, ground: '........' })).toBe('23514');
    expect(await by.move(id, { from: 1, to: 3, remedy: '\n'.repeat(8) })).toBe('23514');
  });

  it.each([
    [1, 3],
    [1, 5],
    [1, 7],
    [2, 8],
  ] as const)('does not move %i to %i without reason, ground and remedy', async (from, to) => {
    const id = await by.dossierAt(from);
    const actor = moves[from][to] as 'citizen' | 'officer';
    expect(await by.move(id, { from, to, actor, reason: null })).toBe('23514');
    expect(await by.move(id, { from, to, actor, ground: null })).toBe('23514');
    expect(await by.move(id, { from, to, actor, ground: '        ' })).toBe('23514');
    expect(await by.move(id, { from, to, actor, remedy: 'ok' })).toBe('23514');
    expect(await by.move(id, { from, to, actor, reason: 'no.such-reason' })).toBe('DS003');
    expect(await by.move(id, { from, to, actor, reason: to === 8 ? 'refuse.duplicate' : 'stop.law-changed' })).toBe('DS003');
    expect(await by.statusOf(id)).toBe(from);
    expect(await by.move(id, { from, to, actor })).toBe('done');
  });

  it('refuses every direct change by the program: status, history, codes, rules', async () => {
    const id = await by.dossierAt(1);
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
          [id, rows[0]?.code, by.person, randomUUID()],
        );
      }),
    ).rejects.toMatchObject({ code: 'DS002' });
    const other = await by.dossierAt(1);
    await expect(
      database.db.query(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, to_status, at, actor, actor_id) VALUES ($1, $2, 'filed', 1, now(), 'citizen', $3)`,
        [other, randomUUID(), by.person],
      ),
    ).rejects.toMatchObject({ code: 'DS002' });
  });

  it('holds back acceptance and decision while a fee is due, and takes nobody’s word for the money but a notice', async () => {
    for (const [from, to] of [
      [1, 2],
      [4, 9],
    ] as const) {
      const id = await by.dossierAt(from, { payment: 'requested' });
      expect(await by.move(id, { from, to })).toBe('DS004');
    }
    const id = await by.dossierAt(6, { payment: 'requested' });
    await expect(
      database.db.query(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, at, actor, payment_state) VALUES ($1, $2, 'fee-paid', 6, now(), 'system', 'paid')`,
        [id, randomUUID()],
      ),
    ).rejects.toMatchObject({ code: 'DS002' });
    const other = await by.dossierAt(1);
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
    const id = await by.dossierAt(4, { supplements: 1 });
    expect(await by.move(id, { from: 4, to: 5 })).toBe('DS005');
    expect(await by.move(id, { from: 4, to: 5, approvedBy: by.officer })).toBe('DS005');
    expect(await by.move(id, { from: 4, to: 5, approvedBy: by.head })).toBe('done');
    const { rows } = await database.db.query<{ counted_overdue: boolean }>('SELECT counted_overdue FROM dossier.dossier WHERE id = $1', [
      id,
    ]);
    expect(rows[0]?.counted_overdue).toBe(true);
  });

  it('lets one of twenty parallel moves through', async () => {
    const id = await by.dossierAt(1);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => by.move(id, { from: 1, to: 2 })));
    expect(outcomes.filter((each) => each === 'done').length).toBe(1);
    expect(outcomes.filter((each) => each === 'DS001').length).toBe(19);
  });

  it('chains every history, and names the first event that was touched', async () => {
    const id = await by.dossierAt(1);
    await by.move(id, { from: 1, to: 2 });
    await by.move(id, { from: 2, to: 4 });
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
  const at = new Date('2026-11-20T03:00:00Z');
  const issue = async (agency: string, fail = false): Promise<string> => {
    let code = '';
    await database.db
      .transaction(async (tx) => {
        ({ code } = await by.file(tx, { agency, at }));
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
    expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => `H15.50.05.13-261120-${String(n + 1).padStart(4, '0')}`));
  });
  it('go on past 9999, and each agency has its own', async () => {
    await database.admin.query(`INSERT INTO dossier.code_counter VALUES ('H27', '2026-11-20', 9999)`);
    expect([await issue('H27'), await issue('G01')]).toEqual(['H27-261120-10000', 'G01-261120-0001']);
  });
  it('are refused for what is no agency', async () => {
    await expect(issue(`H26'; DROP`)).rejects.toMatchObject({ code: 'DS006' });
  });
});
