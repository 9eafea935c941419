import type { TestDatabase } from '../database.ts';
import type { Things } from './things.ts';

const own = `WITH mine AS (SELECT person_id AS id FROM dossier.dossier WHERE code = $1)`;
const rows = [
  `SELECT t::text FROM dossier.draft t WHERE person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.dossier t WHERE person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.dossier_event t JOIN dossier.dossier d ON d.id = t.dossier_id WHERE d.person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.fee_request t JOIN dossier.dossier d ON d.id = t.dossier_id WHERE d.person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.file t JOIN dossier.draft d ON d.id = t.draft_id WHERE d.person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.file t JOIN dossier.dossier d ON d.id = t.dossier_id WHERE d.person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM dossier.inbox_message t WHERE person_id IN (SELECT id FROM mine)`,
  `SELECT t::text FROM payment.payment_order t WHERE id = ANY ($2) OR fine_id = $3`,
  `SELECT t::text FROM payment.attempt t WHERE order_id = ANY ($2)`,
  `SELECT t::text FROM payment.receipt t WHERE order_id = ANY ($2)`,
  `SELECT t::text FROM payment.fine t WHERE id = $3`,
  `SELECT t::text FROM payment.paper_return t WHERE fine_id = $3`,
];

/** Everything the owner has, as one text: two of them are equal when nothing of it was changed, added or taken. */
export async function belongings(database: TestDatabase, things: Things): Promise<string> {
  const { rows: found } = await database.admin.pool.query<{ t: string }>(
    `${own} SELECT t FROM (${rows.join(' UNION ALL ')}) AS every (t) ORDER BY t`,
    [things.returned, [things.order, things.fineOrder], things.fine],
  );
  if (found.length < 15) throw new Error('the owner has lost something before the walk began');
  return found.map(({ t }) => t).join('\n');
}
