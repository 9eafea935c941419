import type { Db } from '#shared/db';

/** What a question about the books found wrong: rows that should not be there. */
export interface Finding {
  readonly question: string;
  readonly rows: readonly object[];
}

/**
 * Questions about the books of the dossier and payment services; each answers with what contradicts it, so an empty answer is good.
 * They hold at any moment, whatever was killed when.
 */
const always: Readonly<Record<string, string>> = {
  'a dossier code that was given belongs to a dossier, and the other way round': `
    SELECT coalesce(c.code, d.code) AS code FROM dossier.dossier_code c FULL JOIN dossier.dossier d ON d.code = c.code AND d.id = c.dossier_id
     WHERE c.code IS NULL OR d.code IS NULL`,
  'codes of a day count from 1 without a gap': `
    SELECT k.agency, k.day, k.last, count(c.code) AS given, max(right(c.code, 4)::int) AS highest FROM dossier.code_counter k
      LEFT JOIN dossier.dossier_code c ON c.code LIKE k.agency || '-' || to_char(k.day, 'YYMMDD') || '-%'
     GROUP BY k.agency, k.day, k.last HAVING count(c.code) <> k.last OR max(right(c.code, 4)::int) <> k.last`,
  'a draft is filed once': `SELECT draft_id, count(*) FROM dossier.dossier GROUP BY draft_id HAVING count(*) > 1`,
  'a filed draft and its dossier know each other': `
    SELECT d.code FROM dossier.dossier d LEFT JOIN dossier.draft f ON f.id = d.draft_id AND f.dossier_id = d.id WHERE f.id IS NULL`,
  'a history is unbroken and as it was written': `
    SELECT code, dossier.first_altered_event(id) AS event FROM dossier.dossier WHERE dossier.first_altered_event(id) IS NOT NULL`,
  'every move of a history is allowed to whoever made it': `
    SELECT d.code, e.seq, e.from_status, e.to_status FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id
      LEFT JOIN dossier.status_move m ON m.from_status = e.from_status AND m.to_status = e.to_status AND m.actor = e.actor
     WHERE e.kind = 'moved' AND m.actor IS NULL`,
  'the status is that of the last move': `
    SELECT d.code FROM dossier.dossier d WHERE d.status IS DISTINCT FROM
      (SELECT e.to_status FROM dossier.dossier_event e WHERE e.dossier_id = d.id AND e.to_status IS NOT NULL ORDER BY e.seq DESC LIMIT 1)`,
  'nothing was accepted, decided or continued while a fee was open': `
    SELECT code, seq, to_status FROM (
      SELECT d.code, e.seq, e.to_status, e.from_status,
             (array_remove(array_agg(e.payment_state) OVER w, NULL))[array_length(array_remove(array_agg(e.payment_state) OVER w, NULL), 1)] AS fee
        FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id
      WINDOW w AS (PARTITION BY e.dossier_id ORDER BY e.seq)) AS moves
     WHERE fee IN ('to-arrange', 'requested') AND (to_status IN (2, 9, 10) OR from_status = 6 AND to_status = 4)`,
  'a paid fee rests on a paid order of the same amount, and its notice was counted once': `
    SELECT d.code, f.state FROM dossier.fee_request f JOIN dossier.dossier d ON d.id = f.dossier_id
      LEFT JOIN payment.payment_order o ON o.id::text = f.order_id
     WHERE f.state = 'paid' AND (o.status IS DISTINCT FROM 'paid' OR o.amount <> f.amount OR o.reference <> d.code
        OR (SELECT count(*) FROM dossier.payment_notice n WHERE n.order_id = f.order_id AND n.type = 'order.paid') <> 1
        OR (SELECT count(*) FROM dossier.dossier_event e WHERE e.dossier_id = d.id AND e.kind = 'fee-paid') <>
           (SELECT count(*) FROM dossier.fee_request p WHERE p.dossier_id = d.id AND p.state = 'paid'))`,
  'no document is kept twice': `
    SELECT coalesce(dossier_id, draft_id) AS owner, slot, count(*) FROM dossier.file WHERE state = 'kept'
     GROUP BY coalesce(dossier_id, draft_id), slot, sha256 HAVING count(*) > 1`,
  'every document is whole': `
    SELECT f.id FROM dossier.file f WHERE f.state = 'kept' AND NOT EXISTS (SELECT FROM dossier.file_chunk c WHERE c.file_id = f.id AND c.n = 0)`,
  'the ledger sums to zero, as a whole and in every entry': `
    SELECT journal_id, sum(amount) FROM payment.posting GROUP BY ROLLUP (journal_id) HAVING sum(amount) <> 0`,
  'a paid order has one payment in the books, one sum received, one receipt; every other has none': `
    SELECT o.id, o.status FROM payment.payment_order o
     WHERE (SELECT count(*) FROM payment.journal j WHERE j.order_id = o.id AND j.kind = 'payment') <> (o.status = 'paid')::int
        OR (SELECT count(*) FROM payment.incoming i WHERE i.order_id = o.id) <> (o.status = 'paid')::int
        OR (SELECT count(*) FROM payment.receipt r WHERE r.order_id = o.id) <> (o.status = 'paid')::int
        OR (SELECT count(*) FROM payment.attempt a WHERE a.order_id = o.id AND a.status = 'paid') <> (o.status = 'paid')::int`,
  'no money is in suspense': `SELECT reference, amount, suspense FROM payment.incoming WHERE suspense IS NOT NULL`,
  'receipts count from 1 without a gap': `
    SELECT c.series, c.year, c.last, count(r.number), max(r.sequence) FROM payment.receipt_counter c
      LEFT JOIN payment.receipt r ON r.series = c.series AND r.year = c.year
     GROUP BY c.series, c.year, c.last HAVING count(r.number) <> c.last OR max(r.sequence) <> c.last`,
  'what the bank took is what was received, transaction by transaction': `
    SELECT b.reference, b.amount, i.amount AS received FROM (SELECT * FROM sandbox.bank_transaction WHERE gateway = 'vnpay' AND status = '00') b
      FULL JOIN (SELECT * FROM payment.incoming WHERE gateway = 'vnpay') i ON i.transaction_no = b.id::text
     WHERE b.amount IS DISTINCT FROM i.amount`,
  'there is one inbox message for each thing that happened, and none for anything else': `
    SELECT d.code, e.seq, e.kind FROM dossier.dossier_event e JOIN dossier.dossier d ON d.id = e.dossier_id
      LEFT JOIN dossier.inbox_message m ON m.dossier_id = e.dossier_id AND m.seq = e.seq
     WHERE (m.id IS NULL) <> (e.kind IN ('rated', 'noted'))`,
};

/** The jobs that something waits for; what the clock does again anyway is no debt. */
const tasks = '{arrange_payment,deliver_notification,payment_deliver_event}';

/** What must hold in addition once every queue has run dry. */
const settled: Readonly<Record<string, string>> = {
  'every filed dossier with a fee has exactly one order': `
    SELECT d.code, count(o.id) AS orders, count(DISTINCT f.id) AS fees FROM dossier.dossier d JOIN dossier.fee_request f ON f.dossier_id = d.id
      LEFT JOIN payment.payment_order o ON o.reference = d.code
     GROUP BY d.code HAVING count(DISTINCT o.id) <> count(DISTINCT f.id)`,
  'the dossier service knows of every payment': `
    SELECT o.reference FROM payment.payment_order o LEFT JOIN dossier.fee_request f ON f.order_id = o.id::text
     WHERE o.status = 'paid' AND f.state IS DISTINCT FROM 'paid'`,
  'every event of an order was delivered': `SELECT id, type, last_error FROM payment.order_event WHERE delivered_at IS NULL`,
  'every message was sent': `SELECT template, status, last_error FROM dossier.notification WHERE status <> 'sent'`,
  'every message that was sent has arrived, once': `
    SELECT n.id, n.template, count(o.id) FROM dossier.notification n LEFT JOIN sandbox.outbox o ON o.message_key LIKE '%' || n.id::text || '%'
     GROUP BY n.id, n.template HAVING count(o.id) <> 1`,
  'no job was given up, and none waits': `
    SELECT task_identifier, attempts, last_error FROM dossier_jobs.jobs WHERE task_identifier = ANY ('${tasks}')
    UNION ALL SELECT task_identifier, attempts, last_error FROM payment_jobs.jobs WHERE task_identifier = ANY ('${tasks}')`,
};

/** Asks all questions and answers with those that found something. */
export async function auditBooks(admin: Db, state: 'busy' | 'settled'): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [question, text] of Object.entries(state === 'busy' ? always : { ...always, ...settled })) {
    const { rows } = await admin.query<object>(text);
    if (rows.length > 0) findings.push({ question, rows: rows.slice(0, 5) });
  }
  return findings;
}

/** Jobs of the two services that are not done yet. */
export async function waitingJobs(admin: Db): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `SELECT ((SELECT count(*) FROM dossier_jobs.jobs WHERE task_identifier = ANY ('${tasks}'))
           + (SELECT count(*) FROM payment_jobs.jobs WHERE task_identifier = ANY ('${tasks}')))::int AS count`,
  );
  return rows[0]?.count ?? 0;
}
