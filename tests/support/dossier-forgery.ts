import { randomUUID } from 'node:crypto';
import type { Tx } from '#shared/db';
import { reasons, type Status } from '../../src/dossier/record/status.ts';
import type { TestDatabase } from './database.ts';

export interface Try {
  readonly from: Status;
  readonly to: Status;
  readonly actor?: 'citizen' | 'officer' | 'payment';
  readonly reason?: string | null;
  readonly ground?: string | null;
  readonly remedy?: string | null;
  readonly approvedBy?: string;
}

/** What somebody can do who has nothing but the database role of the dossier service; says 'done' or the error code of the refusal. */
export type DossierForger = Awaited<ReturnType<typeof dossierForger>>;

export async function dossierForger(database: TestDatabase) {
  const { db, admin } = database;
  const [person, officer, head] = [randomUUID(), randomUUID(), randomUUID()];
  await db.query(
    `INSERT INTO dossier.person (id, issuer, subject, contact, contact_digest, language, created_at) VALUES ($1, 'i', 's', '', '', 'vi', now())`,
    [person],
  );
  await admin.query(
    `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, created_at) VALUES ($1, '\\x01', 'H26', '', 'officer', now()), ($2, '\\x02', 'H26', '', 'head', now())`,
    [officer, head],
  );
  await db.query(`INSERT INTO dossier.procedure_version (code, version, body, fetched_at) VALUES ('p', 1, '{}', now())`);

  const said = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => String((error as { code?: string }).code),
    );

  /** What no rule is asked about. */
  async function behindTheCurtain(text: string, values: readonly unknown[] = []): Promise<void> {
    await admin.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(text, [...values]);
    });
  }

  /** Files a dossier as the program does: code, dossier and first event. `draft` is what it was made of. */
  async function file(tx: Tx, of: { agency?: string; at?: Date; draft?: string } = {}): Promise<{ id: string; code: string }> {
    const { agency = 'H26', at = new Date(), draft = randomUUID() } = of;
    const id = randomUUID();
    const { rows } = await tx.query<{ code: string }>(
      `SELECT dossier.issue_code($1, $2, ($3::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS code`,
      [id, agency, at],
    );
    const code = rows[0]?.code ?? '';
    await tx.query(
      `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at) VALUES ($1, $2, $3, $4, 'p', 1, $5, '', '', '', $6)`,
      [id, code, agency, person, draft, at],
    );
    await tx.query(
      `INSERT INTO dossier.dossier_event (dossier_id, id, kind, to_status, at, actor, actor_id) VALUES ($1, $2, 'filed', 1, $3, 'citizen', $4)`,
      [id, randomUUID(), at, person],
    );
    return { id, code };
  }

  /** A dossier at a status, put there behind the curtain. */
  async function dossierAt(status: Status, more: { supplements?: number; payment?: string } = {}): Promise<string> {
    const { id } = await db.transaction((tx) => file(tx));
    await admin.query('UPDATE dossier.dossier SET status = $2, supplements = $3, payment_state = $4 WHERE id = $1', [
      id,
      status,
      more.supplements ?? 0,
      more.payment ?? 'none',
    ]);
    return id;
  }

  const statusOf = async (id: string): Promise<number> =>
    (await admin.query<{ status: number }>('SELECT status FROM dossier.dossier WHERE id = $1', [id])).rows[0]?.status ?? 0;

  /** A fee of 1 đồng with its order, which is named; put there behind the curtain. */
  async function feeOf(dossier: string, state: 'requested' | 'paid'): Promise<string> {
    const order = randomUUID();
    await behindTheCurtain(
      `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, order_id, paid_at, created_at)
       VALUES ($1, $2, '[]', 1, $3, $4, CASE WHEN $3 = 'paid' THEN now() END, now())`,
      [randomUUID(), dossier, state, order],
    );
    return order;
  }

  async function noticeOf(dossier: string, about: { type: string; order: string; amount?: number }): Promise<string> {
    const id = randomUUID();
    await db.query(
      `INSERT INTO dossier.payment_notice (id, event_id, type, dossier_id, order_id, amount, received_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
      [id, randomUUID(), about.type, dossier, about.order, about.amount ?? 1],
    );
    return id;
  }

  /** Any event written by hand. */
  async function tell(dossier: string, columns: Readonly<Record<string, unknown>>, tx: Tx = db): Promise<string> {
    const all = { dossier_id: dossier, id: randomUUID(), from_status: await statusOf(dossier), at: new Date(), ...columns };
    const names = Object.keys(all);
    const values = names.map((_, index) => `$${index + 1}`).join(', ');
    return said(tx.query(`INSERT INTO dossier.dossier_event (${names.join(', ')}) VALUES (${values})`, Object.values(all)));
  }

  const insertFee = `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, created_at) VALUES (gen_random_uuid(), $1, '[{"amount":1}]', 1, 'to-arrange', now())`;

  /** A move written by hand with all it needs, unless `attempt` says otherwise. */
  async function move(id: string, attempt: Try): Promise<string> {
    const actor = attempt.actor ?? 'officer';
    const coded = (reasons as Record<number, readonly string[]>)[attempt.to]?.[0] ?? null;
    const pick = (given: string | null | undefined, usual: string | null): string | null => (given === undefined ? usual : given);
    const notice = actor === 'payment' ? await noticeOf(id, { type: 'order.paid', order: await feeOf(id, 'paid') }) : null;
    const values = [
      ...[id, randomUUID(), attempt.from, attempt.to, actor],
      actor === 'citizen' ? person : actor === 'officer' ? officer : null,
      pick(attempt.reason, coded),
      pick(attempt.ground, coded === null ? null : 'Luật 2026'),
      pick(attempt.remedy, coded === null ? null : 'Nộp lại hồ sơ'),
      attempt.approvedBy ?? null,
      attempt.to === 6 ? 'to-arrange' : null,
      notice,
    ];
    return said(
      db.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO dossier.dossier_event (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by, payment_state, payment_notice)
           VALUES ($1, $2, 'moved', $3, $4, now(), $5, $6, $7, $8, $9, $10, $11, $12)`,
          values,
        );
        if (attempt.to === 6) await tx.query(insertFee, [id]);
      }),
    );
  }

  return { person, officer, head, said, behindTheCurtain, file, dossierAt, statusOf, feeOf, insertFee, noticeOf, tell, move };
}
