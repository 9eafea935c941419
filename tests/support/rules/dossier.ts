import { randomUUID } from 'node:crypto';
import type { DossierForger } from '../dossier-forgery.ts';
import type { Breach } from './breach.ts';

type Columns = Readonly<Record<string, string | number>>;

/** An event as SQL; a word in quotes is a text, anything else is taken as it is. */
const event = (dossier: string, columns: Columns): string => {
  const all: Columns = { dossier_id: `'${dossier}'`, id: 'gen_random_uuid()', at: 'clock_timestamp()', ...columns };
  return `INSERT INTO dossier.dossier_event (${Object.keys(all).join(', ')}) VALUES (${Object.values(all).join(', ')})`;
};

/** A dossier with its code, made of `draft`. */
const dossier = (id: string, by: DossierForger): readonly string[] => [
  `SELECT dossier.issue_code('${id}', 'H26', (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)`,
  `INSERT INTO dossier.dossier (id, code, agency, person_id, procedure_code, procedure_version, draft_id, answers, applicant, lookup_secret, filed_at)
   SELECT '${id}', code, 'H26', '${by.person}', 'p', 1, gen_random_uuid(), '', '', '', now() FROM dossier.dossier_code WHERE dossier_id = '${id}'`,
];
const filed = (id: string, by: DossierForger): string =>
  event(id, { kind: `'filed'`, to_status: 1, at: 'now()', actor: `'citizen'`, actor_id: `'${by.person}'` });

/** The breaches of the dossier's rules, on dossiers that were put where they are behind the curtain. */
export async function dossierBreaches(by: DossierForger): Promise<Readonly<Record<string, Breach>>> {
  const officer: Columns = { actor: `'officer'`, actor_id: `'${by.officer}'` };
  const citizen: Columns = { actor: `'citizen'`, actor_id: `'${by.person}'` };
  const [first, fourth, second] = [await by.dossierAt(1), await by.dossierAt(4), await by.dossierAt(2)];
  const late = await by.dossierAt(4);
  await by.behindTheCurtain(`UPDATE dossier.dossier SET due_at = now() - interval '1 hour' WHERE id = $1`, [late]);
  const due = await by.dossierAt(6, { payment: 'to-arrange' });
  const asked = await by.dossierAt(6, { payment: 'requested' });
  const [draft, document] = [randomUUID(), randomUUID()];
  await by.behindTheCurtain(
    `INSERT INTO dossier.draft (id, person_id, procedure_code, procedure_version, agency, answers, prefilled, created_at, updated_at)
     VALUES ($1, $2, 'p', 1, 'H26', '', '{}', now(), now())`,
    [draft, by.person],
  );
  await by.behindTheCurtain(
    `INSERT INTO dossier.file (id, draft_id, slot, name, type, size, sha256, state, created_at) VALUES ($1, $2, 's', '', 'pdf', 5, '', 'kept', now())`,
    [document, draft],
  );
  const fresh = randomUUID();
  const tampered = [
    ...dossier(fresh, by),
    filed(fresh, by),
    event(fresh, { kind: `'noted'`, from_status: 1, ...citizen }),
    'RESET ROLE',
    `UPDATE dossier.dossier_event SET remedy = 'another' WHERE dossier_id = '${fresh}' AND seq = 2`,
    `SELECT coalesce(dossier.first_altered_event('${fresh}')::text, 'nothing')`,
  ];
  const fee = (id: string, items: string): string =>
    `INSERT INTO dossier.fee_request (id, dossier_id, items, amount, state, created_at) VALUES (gen_random_uuid(), '${id}', '${items}', 1, 'to-arrange', now())`;
  return {
    // A decision after the promised time is counted overdue, one before it is not (next test).
    'dossier/append_event': {
      sql: [
        event(late, { kind: `'moved'`, from_status: 4, to_status: 9, ...officer }),
        `SELECT counted_overdue FROM dossier.dossier WHERE id = '${late}'`,
      ],
      outcome: /^true$/,
      spoilt: (text) => text.replace('NEW.at > d.due_at', 'NEW.at < d.due_at'),
      otherwise: /^false$/,
    },
    'dossier/check_event_order': {
      sql: [event(first, { kind: `'noted'`, from_status: 2, ...citizen })],
      outcome: /the dossier is at status 1, not 2/,
    },
    'dossier/check_event_actor': {
      sql: [event(first, { kind: `'noted'`, from_status: 1, actor: `'citizen'`, actor_id: 'gen_random_uuid()' })],
      outcome: /not this person's dossier/,
    },
    'dossier/check_event_move': {
      sql: [event(first, { kind: `'moved'`, from_status: 1, to_status: 9, ...officer })],
      outcome: /status 1 does not become 9 by the officer/,
    },
    'dossier/check_event_reason': {
      sql: [
        event(first, { kind: `'moved'`, from_status: 1, to_status: 3, ...officer, reason_code: `'refuse.duplicate'`, legal_ground: `'Luật 2026'`, remedy: `'........'` }), // prettier-ignore
      ],
      outcome: /told in words/,
    },
    'dossier/check_event_approval': {
      sql: [event(fourth, { kind: `'moved'`, from_status: 4, to_status: 9, ...officer, approved_by: `'${by.head}'` })],
      outcome: /only a head of unit approves/,
    },
    'dossier/check_event_date': {
      sql: [event(first, { kind: `'moved'`, from_status: 1, to_status: 2, ...officer, due_at: `now() + interval '5 days'` })],
      outcome: /this event sets no date/,
    },
    'dossier/check_event_fee': {
      sql: [event(first, { kind: `'noted'`, from_status: 1, ...citizen, payment_state: `'requested'` })],
      outcome: /does not say that a fee is requested/,
    },
    'dossier/check_event_notice': {
      sql: [
        event(asked, {
          kind: `'fee-paid'`,
          from_status: 6,
          actor: `'payment'`,
          payment_state: `'paid'`,
          payment_notice: 'gen_random_uuid()',
        }),
      ],
      outcome: /is not about this/,
    },
    'dossier/check_event_rating': {
      sql: [event(first, { kind: `'rated'`, from_status: 1, ...citizen, rating: 3 })],
      outcome: /rated once, after it has been returned/,
    },
    'dossier/check_fee_asked': {
      sql: [event(second, { kind: `'moved'`, from_status: 2, to_status: 6, ...officer, payment_state: `'to-arrange'` })],
      outcome: /no fee is asked for/,
    },
    'dossier/check_fee_told': { sql: [fee(second, '[{"amount":1}]')], outcome: /without an event/ },
    'dossier/guard_fee': { sql: [fee(due, '[{"amount":2}]')], outcome: /begins as the sum of its items/ },
    'dossier/issue_code': {
      sql: [
        `INSERT INTO dossier.code_counter VALUES ('H77', '2026-11-20', 7)`,
        'SET LOCAL ROLE mocua_dossier',
        'SET CONSTRAINTS ALL DEFERRED',
        `SELECT dossier.issue_code('${fresh}', 'H77', '2026-11-20')`,
      ],
      as: 'owner',
      outcome: /the code H77-261120-0008 has no dossier/,
      spoilt: (text) => text.replace('counter.last + 1', 'counter.last + 2'),
      otherwise: /the code H77-261120-0009 has no dossier/,
    },
    'dossier/check_code_used': {
      sql: [`SELECT ''::text FROM (SELECT dossier.issue_code('${fresh}', 'H26', '2026-11-20')) AS drawn`],
      outcome: /has no dossier of that agency and day/,
    },
    'dossier/event_hash': {
      sql: tampered,
      outcome: /^2$/,
      spoilt: (text) => text.replace('e.legal_ground, e.remedy,', 'e.legal_ground,'),
      otherwise: /^nothing$/,
    },
    'dossier/first_altered_event': {
      sql: tampered,
      outcome: /^2$/,
      spoilt: (text) => text.replace('WHERE altered OR unlinked', 'WHERE unlinked'),
      otherwise: /^nothing$/,
    },
    'dossier/require_history': { sql: dossier(fresh, by), outcome: /has no history/ },
    'dossier/guard_draft': {
      sql: [`UPDATE dossier.draft SET dossier_id = '${first}' WHERE id = '${draft}'`],
      outcome: /was not made of draft/,
    },
    'dossier/keep_filed': {
      sql: [
        `INSERT INTO dossier.file (id, draft_id, slot, name, type, size, sha256, state, created_at)
         VALUES (gen_random_uuid(), '${draft}', 's', '', 'pdf', 5, '', 'kept', now())`,
      ],
      outcome: /received before it is kept/,
    },
    'dossier/keep_filed_bytes': {
      sql: [`INSERT INTO dossier.file_chunk VALUES ('${document}', 1, 'more')`],
      outcome: /a kept document stays as it is/,
    },
  };
}
