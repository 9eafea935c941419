import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '#shared/crypto';
import type { Tx } from '#shared/db';
import { append } from '../../../src/dossier/record/append.ts';
import { readHistory } from '../../../src/dossier/record/history.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { dossierForger, type DossierForger } from '../../support/dossier-forgery.ts';

let database: TestDatabase;
let by: DossierForger;
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  by = await dossierForger(database);
});
afterAll(() => database.close());

const write = (text: string, values: readonly unknown[] = []): Promise<string> => by.said(database.db.query(text, [...values]));
/** Several steps in one transaction. */
const together = (work: (tx: Tx) => Promise<unknown>): Promise<string> => by.said(database.db.transaction(work));
const day = 86_400_000;

describe('a history by hand', () => {
  it('is not moved by an event that is then dropped', async () => {
    const id = await by.dossierAt(1);
    const event = randomUUID();
    const noted = { kind: 'noted', actor: 'officer', actor_id: by.officer, id: event };
    expect(await by.tell(id, noted)).toBe('done');
    expect(
      await write(
        `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id)
         VALUES ($1, $2, 'moved', 1, 2, now(), 'officer', $3) ON CONFLICT DO NOTHING`,
        [id, event, by.officer],
      ),
    ).toBe('DS002');
    expect(await by.statusOf(id)).toBe(1);
  });

  it('is not moved by the rules themselves, hung on a table of one’s own', async () => {
    const id = await by.dossierAt(1);
    expect(
      await together(async (tx) => {
        await tx.query('CREATE TEMP TABLE own (LIKE dossier.dossier_event)');
        await tx.query('ALTER TABLE own ALTER hash DROP NOT NULL, ALTER seq DROP NOT NULL');
        // The rule expects an event; a row of this table becomes one.
        await tx.query(
          `CREATE FUNCTION dossier_jobs.as_event(of own) RETURNS dossier.dossier_event LANGUAGE sql
             AS 'SELECT json_populate_record(NULL::dossier.dossier_event, to_json(of))'`,
        );
        await tx.query('CREATE CAST (own AS dossier.dossier_event) WITH FUNCTION dossier_jobs.as_event AS IMPLICIT');
        await tx.query('CREATE TRIGGER append BEFORE INSERT ON own FOR EACH ROW EXECUTE FUNCTION dossier.append_event()');
        await tx.query(
          `INSERT INTO own (dossier_id, id, kind, from_status, to_status, at, actor, actor_id) VALUES ($1, $2, 'moved', 1, 3, now(), 'officer', $3)`,
          [id, randomUUID(), by.officer],
        );
      }),
    ).toBe('42501');
    expect(await by.statusOf(id)).toBe(1);
  });

  it('has each kind of event by the one whose it is', async () => {
    const id = await by.dossierAt(10);
    const notice = await by.noticeOf(id, { type: 'order.paid', order: await by.feeOf(id, 'paid') });
    const as = {
      citizen: { actor: 'citizen', actor_id: by.person },
      officer: { actor: 'officer', actor_id: by.officer },
      payment: { actor: 'payment', payment_notice: notice },
      system: { actor: 'system' },
    } as const;
    const others: Readonly<Record<string, readonly (keyof typeof as)[]>> = {
      rated: ['officer', 'payment', 'system'],
      noted: ['payment', 'system'],
      'fee-requested': ['citizen', 'officer', 'payment', 'system'],
      'fee-paid': ['citizen', 'officer', 'system'],
      'fee-refunded': ['citizen', 'officer', 'system', 'payment'],
    };
    const state: Readonly<Record<string, string>> = { 'fee-requested': 'requested', 'fee-paid': 'paid', 'fee-refunded': 'refunded' };
    for (const [kind, actors] of Object.entries(others)) {
      for (const actor of actors) {
        const columns = { kind, ...as[actor], payment_state: state[kind] ?? null, rating: kind === 'rated' ? 3 : null };
        expect([kind, actor, await by.tell(id, columns)]).toEqual([kind, actor, 'DS002']);
      }
    }
    expect(await by.tell(id, { kind: 'rated', ...as.citizen, rating: 3 })).toBe('done');
  });

  it('names no column that the database writes', async () => {
    const id = await by.dossierAt(1);
    const noted = { kind: 'noted', actor: 'officer', actor_id: by.officer };
    for (const column of [{ seq: 9 }, { hash: Buffer.alloc(32) }, { prev_hash: null }, { recorded_at: new Date() }])
      expect([column, await by.tell(id, { ...noted, ...column })]).toEqual([column, '42501']);
  });

  it('says when the database took an event, whatever the event says', async () => {
    const id = await by.dossierAt(1);
    expect(await by.tell(id, { kind: 'noted', actor: 'officer', actor_id: by.officer, at: new Date(Date.now() + day / 2) })).toBe('done');
    const { rows } = await database.db.query<{ near: boolean }>(
      `SELECT abs(extract(epoch FROM now() - recorded_at)) < 600 AS near FROM dossier.dossier_event WHERE dossier_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ near: true }, { near: true }]);
  });

  it('takes no event of a time to come, which would hold up whatever follows', async () => {
    const id = await by.dossierAt(1);
    const noted = { kind: 'noted', actor: 'officer', actor_id: by.officer };
    for (const at of [new Date(Date.now() + 2 * day), new Date(Date.now() + 50 * 365 * day), 'infinity'])
      expect([at, await by.tell(id, { ...noted, at })]).toEqual([at, 'DS008']);
    expect(await together((tx) => by.file(tx, { at: new Date(Date.now() + 2 * day) }))).toBe('DS008');
    expect(await by.tell(id, noted)).toBe('done');
  });

  it('is not held up by a clock that was ahead: what the program appends is never earlier than what it follows', async () => {
    const id = await by.dossierAt(2);
    const ahead = new Date(Date.now() + day / 2);
    expect(await by.tell(id, { kind: 'noted', actor: 'officer', actor_id: by.officer, at: ahead })).toBe('done');
    const sealer = createSealer(new Map([[1, Buffer.alloc(32, 7)]]));
    const event = { kind: 'noted', at: new Date(), actor: 'citizen', actorId: by.person } as const;
    await append(database.db, sealer, { dossierId: id, seen: 2, event });
    expect((await readHistory(database.db, sealer, id)).map(({ at }) => at).slice(-2)).toEqual([ahead, ahead]);
  });

  it('promises a date once, with its calculation, when the dossier is received or goes on', async () => {
    const due = new Date(Date.now() + 5 * day);
    const promise = { due_at: due, calculation: JSON.stringify({ dueAt: due.toISOString() }) };
    const moved = { kind: 'moved', actor: 'officer', actor_id: by.officer };
    const id = await by.dossierAt(1);
    expect(await by.tell(id, { ...moved, to_status: 2, due_at: due })).toBe('DS002');
    expect(await by.tell(id, { ...moved, to_status: 2, ...promise, due_at: new Date(+due + day) })).toBe('DS002');
    expect(await by.tell(id, { ...moved, to_status: 2, ...promise })).toBe('done');
    expect(await by.tell(id, { ...moved, to_status: 4, ...promise })).toBe('DS002');
    expect(await by.tell(id, { ...moved, to_status: 4 })).toBe('done');
    expect(await by.tell(id, { ...moved, to_status: 9, ...promise })).toBe('DS002');
  });

  it('names a head of unit only where one approved', async () => {
    const id = await by.dossierAt(4);
    expect(await by.move(id, { from: 4, to: 9, approvedBy: by.head })).toBe('DS005');
    expect(await by.move(id, { from: 4, to: 5, approvedBy: by.officer })).toBe('DS005');
    expect(await by.move(id, { from: 4, to: 5, approvedBy: by.head })).toBe('done');
  });

  it('begins when the dossier was filed, under a code of that day and agency that nothing else has', async () => {
    const at = new Date('2026-11-20T03:00:00Z');
    expect(await together((tx) => tx.query(`SELECT dossier.issue_code($1, 'H26', '2026-11-20')`, [randomUUID()]))).toBe('DS002');
    expect(
      await together(async (tx) => {
        const { id } = await by.file(tx, { at });
        await tx.query(`SELECT dossier.issue_code($1, 'H26', '2026-11-20')`, [id]);
      }),
    ).toBe('DS002');
    const filed = (agency: string, codeDay: string, event: Date): Promise<string> =>
      together(async (tx) => {
        const id = randomUUID();
        const { rows } = await tx.query<{ code: string }>('SELECT dossier.issue_code($1, $2, $3) AS code', [id, 'H26', codeDay]);
        await tx.query(
          `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
           VALUES ($1, $2, $3, $4, 'p', 1, $5, '', '', '', $6)`,
          [id, rows[0]?.code, agency, by.person, randomUUID(), at],
        );
        await tx.query(
          `INSERT INTO dossier.dossier_event (dossier_id, id, kind, to_status, at, actor, actor_id) VALUES ($1, $2, 'filed', 1, $3, 'citizen', $4)`,
          [id, randomUUID(), event, by.person],
        );
      });
    expect(await filed('G01', '2026-11-20', at)).toBe('DS002');
    expect(await filed('H26', '2026-11-19', at)).toBe('DS002');
    expect(await filed('H26', '2026-11-20', new Date(+at + day))).toBe('DS002');
    expect(await filed('H26', '2026-11-20', at)).toBe('done');
  });
});

describe('a fee by hand', () => {
  it('is not asked for beside the history, nor the other way round', async () => {
    const id = await by.dossierAt(2);
    expect(await write(by.insertFee, [id])).toBe('DS002');
    const six = { kind: 'moved', to_status: 6, actor: 'officer', actor_id: by.officer, payment_state: 'to-arrange' };
    expect(await by.tell(id, six)).toBe('DS002');
    expect(await write(by.insertFee.replace('"amount":1', '"amount":2'), [id])).toBe('DS002');
    expect(await by.move(id, { from: 2, to: 6 })).toBe('done');
    expect(await write(by.insertFee, [id])).toBe('23505');
  });

  it('is neither paid nor changed without the notice of its order', async () => {
    const id = await by.dossierAt(2);
    expect(await by.move(id, { from: 2, to: 6 })).toBe('done');
    const fee = (change: string): Promise<string> => write(`UPDATE dossier.fee_request SET ${change} WHERE dossier_id = $1`, [id]);
    expect(await by.tell(id, { kind: 'fee-requested', actor: 'system', payment_state: 'requested' })).toBe('DS002');
    for (const [change, code] of [
      ['amount = 0', '42501'],
      [`items = '[]'`, '42501'],
      ['dossier_id = dossier_id', '42501'],
      [`state = 'paid', paid_at = now()`, 'DS002'],
      [`state = 'paid', paid_at = now(), order_id = 'mine'`, 'DS002'],
      [`state = 'refunded'`, 'DS002'],
      [`receipt_number = 'mine'`, 'DS002'],
      [`order_id = 'mine'`, 'DS002'],
      [`state = 'requested'`, 'DS002'],
    ] as const)
      expect([change, await fee(change)]).toEqual([change, code]);
    expect(await write('DELETE FROM dossier.fee_request WHERE dossier_id = $1', [id])).toBe('42501');
    const order = randomUUID();
    const requested = (tx: Tx): Promise<unknown> =>
      tx.query(`UPDATE dossier.fee_request SET state = 'requested', order_id = $2 WHERE dossier_id = $1`, [id, order]);
    expect(
      await together(async (tx) => {
        await requested(tx);
        expect(await by.tell(id, { kind: 'fee-requested', actor: 'system', payment_state: 'requested' }, tx)).toBe('done');
      }),
    ).toBe('done');
    expect(await fee(`order_id = 'mine'`)).toBe('DS002');
    expect(await fee(`order_url = 'https://mine.example'`)).toBe('DS002');
    expect(await fee(`state = 'to-arrange', order_id = NULL, attempt = attempt + 1`)).toBe('DS002');
    expect(await fee(`state = 'paid', paid_at = now()`)).toBe('DS002');
    expect(await fee(`state = 'paid', paid_at = now(), order_id = 'mine'`)).toBe('DS002');
    const notice = await by.noticeOf(id, { type: 'order.paid', order });
    const paid = { kind: 'fee-paid', actor: 'payment', payment_state: 'paid', payment_notice: notice };
    expect(await by.tell(id, paid)).toBe('DS002');
    expect(
      await together(async (tx) => {
        await tx.query(`UPDATE dossier.fee_request SET state = 'paid', paid_at = now() WHERE dossier_id = $1`, [id]);
        expect(await by.tell(id, paid, tx)).toBe('done');
      }),
    ).toBe('done');
    for (const change of [`state = 'requested'`, `paid_at = now()`, `receipt_number = 'mine'`, `state = 'refunded'`])
      expect([change, await fee(change)]).toEqual([change, 'DS002']);
  });
});

describe('a draft and its documents by hand', () => {
  const draftOf = async (): Promise<string> => {
    const id = randomUUID();
    await database.db.query(
      `INSERT INTO dossier.draft (id, person_id, procedure_code, procedure_version, agency, answers, prefilled, created_at, updated_at)
       VALUES ($1, $2, 'p', 1, 'H26', '', '{}', now(), now())`,
      [id, by.person],
    );
    return id;
  };
  const receive = async (owner: 'draft_id' | 'dossier_id', of: string, slot = 'supplement'): Promise<string> => {
    const id = randomUUID();
    await database.db.query(
      `INSERT INTO dossier.file (id, ${owner}, slot, name, type, size, state, created_at) VALUES ($1, $2, $3, '', 'pdf', 0, 'receiving', now())`,
      [id, of, slot],
    );
    await database.db.query(`INSERT INTO dossier.file_chunk VALUES ($1, 0, 'bytes')`, [id]);
    return id;
  };
  const keep = (id: string): Promise<string> =>
    write(`UPDATE dossier.file SET state = 'kept', size = 5, sha256 = sha256('bytes') WHERE id = $1`, [id]);
  const give = (tx: Tx, draft: string, dossier: string): Promise<unknown> =>
    tx.query(`UPDATE dossier.file SET draft_id = NULL, dossier_id = $2 WHERE draft_id = $1 AND state = 'kept'`, [draft, dossier]);
  const finish = (draft: string, dossier: string): readonly [string, readonly unknown[]] => [
    'UPDATE dossier.draft SET dossier_id = $2 WHERE id = $1',
    [draft, dossier],
  ];

  it('become the dossier that was made of them, once, and stay as they were', async () => {
    const draft = await draftOf();
    const [document, broken] = [await receive('draft_id', draft), await receive('draft_id', draft)];
    expect(await keep(document)).toBe('done');
    for (const change of ["sha256 = sha256('other')", 'size = 6', `state = 'receiving', sha256 = NULL`])
      expect([change, await write(`UPDATE dossier.file SET ${change} WHERE id = $1`, [document])]).toEqual([change, 'DS002']);
    expect(await write('DELETE FROM dossier.file_chunk WHERE file_id = $1', [document])).toBe('DS002');
    expect(await write(`INSERT INTO dossier.file_chunk VALUES ($1, 1, 'more')`, [document])).toBe('DS002');
    const other = await by.dossierAt(1);
    expect(await write(...finish(draft, other))).toBe('DS002');
    expect(await together((tx) => give(tx, draft, other))).toBe('DS002');
    let dossier = '';
    expect(
      await together(async (tx) => {
        ({ id: dossier } = await by.file(tx, { draft }));
        await give(tx, draft, dossier);
        await tx.query(finish(draft, dossier)[0], [draft, dossier]);
      }),
    ).toBe('done');
    for (const [text, of] of [
      [`UPDATE dossier.draft SET dossier_id = NULL WHERE id = $1`, draft],
      [`UPDATE dossier.draft SET answers = 'other' WHERE id = $1`, draft],
      [`DELETE FROM dossier.draft WHERE id = $1`, draft],
      [`UPDATE dossier.file SET sha256 = sha256('other') WHERE id = $1`, document],
      [`UPDATE dossier.file SET draft_id = '${draft}', dossier_id = NULL WHERE id = $1`, document],
      [`DELETE FROM dossier.file WHERE id = $1`, document],
      [`DELETE FROM dossier.file_chunk WHERE file_id = $1`, document],
    ] as const)
      expect([text, await write(text, [of])]).toEqual([text, 'DS002']);
    // What was still being received when the form was sent joins nothing any more.
    expect(await keep(broken)).toBe('DS002');
    for (const text of [
      `UPDATE dossier.dossier SET answers = 'other' WHERE id = $1`,
      `UPDATE dossier.file SET name = 'other' WHERE dossier_id = $1`,
      `UPDATE dossier.file SET slot = 'result' WHERE dossier_id = $1`,
      `UPDATE dossier.draft SET person_id = person_id WHERE dossier_id = $1`,
      `UPDATE dossier.file_chunk SET bytes = 'other' WHERE file_id = $1`,
    ])
      expect([text, await write(text, [dossier])]).toEqual([text, '42501']);
  });

  it('join a dossier only while it waits for them', async () => {
    for (const [status, slot, said] of [
      [5, 'supplement', 'done'],
      [9, 'result', 'done'],
      [5, 'result', 'DS002'],
      [9, 'supplement', 'DS002'],
      [10, 'result', 'DS002'],
      [4, 'supplement', 'DS002'],
    ] as const) {
      const id = await by.dossierAt(status);
      expect([status, slot, await keep(await receive('dossier_id', id, slot))]).toEqual([status, slot, said]);
    }
    const id = await by.dossierAt(1);
    await expect(receive('dossier_id', id, 'photo')).rejects.toMatchObject({ code: 'DS002' });
    expect(
      await write(
        `INSERT INTO dossier.file (id, dossier_id, slot, name, type, size, sha256, state, created_at) VALUES (gen_random_uuid(), $1, 'result', '', 'pdf', 5, '', 'kept', now())`,
        [id],
      ),
    ).toBe('DS002');
  });
});

it('nobody becomes somebody else or staff, and no message is unsaid', async () => {
  for (const text of [
    `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, created_at) VALUES (gen_random_uuid(), 'mine', 'H26', '', 'head', now())`,
    `UPDATE dossier.staff SET role = 'head'`,
    `UPDATE dossier.staff SET active = true`,
    `DELETE FROM dossier.staff`,
    `UPDATE dossier.person SET subject = 'another'`,
    `DELETE FROM dossier.person`,
    `DELETE FROM dossier.inbox_message`,
    `UPDATE dossier.inbox_message SET template = 'x'`,
  ])
    expect([text, await write(text)]).toEqual([text, '42501']);
});

it('the rules are functions that look nowhere else, and nobody can hang them on a table of their own', async () => {
  const { rows } = await database.admin.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
      WHERE p.pronamespace = 'dossier'::regnamespace
        AND (p.prorettype = 'trigger'::regtype AND has_function_privilege('mocua_dossier', p.oid, 'EXECUTE')
             OR NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false))`,
  );
  expect(rows).toEqual([]);
});
