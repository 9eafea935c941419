import type { Breach } from './breach.ts';

const code = `INSERT INTO identity.authorization_code (id, expires_at, payload) VALUES ('\\x01', now() + interval '1 minute', '{}')`;
const use = `[{"do": "use-code", "id": "01"}]`;
const session = `INSERT INTO identity.oidc_session (uid, id, account_id, login, payload, created_at, seen_at, expires_at, sweep_at)
  VALUES ('u', '\\x01', '00000000-0000-0000-0000-000000000001', '{}', '{}', now(), now(), now() + interval '1 day', now() + interval '1 day')`;

export const identityBreaches: Readonly<Record<string, Breach>> = {
  'identity/apply_writes': {
    sql: [code, `SELECT identity.apply_writes(now(), '${use}')`, `SELECT identity.apply_writes(now(), '${use}')`],
    outcome: /used already/,
    spoilt: (text) => text.replaceAll(' AND consumed_at IS NULL', ''),
    otherwise: /^true$/,
  },
  // The second of two requests has lost; the first stands.
  'identity/apply_requests': {
    sql: [code, `SELECT string_agg(coalesce(failed, had_session::text), ' ') FROM identity.apply_requests(now(), '[${use}, ${use}]')`],
    outcome: /^true MC001$/,
    spoilt: (text) => text.replace('WHEN OTHERS', 'WHEN division_by_zero'),
    otherwise: /used already/,
  },
  // Another person's session is not entered.
  'identity/save_session': {
    sql: [
      session,
      `SELECT identity.apply_writes(now(), '[{"do": "save-session", "uid": "u", "id": "01", "loaded_id": "01", "login": {}, "loaded_login": {},
         "account": "00000000-0000-0000-0000-000000000002", "payload": {}, "until": "2999-01-01", "sweep": "2999-01-01"}]')`,
    ],
    outcome: /^false$/,
    spoilt: (text) => text.replace(/\n\s+AND \(s\.account_id IS NOT DISTINCT FROM[^;]*/, ''),
    otherwise: /^true$/,
  },
  'identity/prepare_audit_partitions': {
    sql: [`SELECT identity.prepare_audit_partitions('2031-01-15Z', 0)`, `UPDATE identity.audit_event_2031_01 SET type = 'other'`],
    outcome: /permission denied for table audit_event_2031_01/,
    spoilt: (text) => text.replace(/EXECUTE format\('REVOKE ALL[^;]*;/, ''),
  },
};

/** Rules that judge nothing and tell other processes: the change, the channel, the words. */
export const announcements: Readonly<Record<string, { readonly sql: string; readonly channel: string; readonly payload: string }>> = {
  'identity/announce_client': {
    sql: `UPDATE identity.client SET status = 'disabled' WHERE id = 'a-client'`,
    channel: 'identity_client',
    payload: 'a-client',
  },
  'identity/announce_keys': { sql: `UPDATE identity.signing_key SET retire_at = now()`, channel: 'identity_keys', payload: '' },
  'identity/announce_account': {
    sql: `UPDATE identity.account SET status = 'locked' WHERE id = '00000000-0000-0000-0000-00000000000a'`,
    channel: 'identity_account',
    payload: '00000000-0000-0000-0000-00000000000a',
  },
};

/** What the announced changes change. */
export const announced: readonly string[] = [
  `INSERT INTO identity.client (id, agency_code, name_vi, name_en, profile, metadata, scopes, created_at, updated_at)
   VALUES ('a-client', 'G01', 'v', 'e', 'fapi2', '{}', '[]', now(), now())`,
  `INSERT INTO identity.account (id, created_at, language, identity_level, needs_review, citizen_number, citizen_number_index, phone, phone_index,
     phone_bound_level, phone_bound_at, name, birth_date)
   VALUES ('00000000-0000-0000-0000-00000000000a', now(), 'vi', 1, false, '', '\\x01', '', '\\x01', 3, now(), '', '')`,
];
