import { z } from 'zod';
import { statement } from '#shared/db';

const bytes = z.instanceof(Buffer);

/** Index: phone_change_pkey. Nothing when one is waiting already: of requests at the same moment one is kept. */
export const insertPhoneChange = statement(
  'accounts.phone-change-insert',
  `INSERT INTO identity.phone_change (account_id, phone, refusal_mac, requested_at, due_at) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (account_id) DO NOTHING`,
  z.object({}),
);

/** Index: phone_change_pkey. */
export const findPhoneChange = statement(
  'accounts.phone-change-find',
  'SELECT phone, requested_at, due_at FROM identity.phone_change WHERE account_id = $1',
  z.object({ phone: bytes, requested_at: z.date(), due_at: z.date() }),
);

/** Index: phone_change_pkey. Who takes it out decides what becomes of it. */
export const takePhoneChange = statement(
  'accounts.phone-change-take',
  'DELETE FROM identity.phone_change WHERE account_id = $1 RETURNING phone, requested_at, due_at',
  z.object({ phone: bytes, requested_at: z.date(), due_at: z.date() }),
);

/** Index: phone_change_refusal. */
export const takeByRefusal = statement(
  'accounts.phone-change-refuse',
  'DELETE FROM identity.phone_change WHERE refusal_mac = $1 RETURNING account_id',
  z.object({ account_id: z.string() }),
);

/** Index: phone_change_due. */
export const duePhoneChanges = statement(
  'accounts.phone-changes-due',
  'SELECT account_id FROM identity.phone_change WHERE due_at <= $1 ORDER BY due_at LIMIT 200',
  z.object({ account_id: z.string() }),
);

/** Whether somebody has signed in since with more than the password, or what the password alone has added. Index: audit_event_account. */
export const strongerSignIn = statement(
  'accounts.phone-change-owner-seen',
  `SELECT EXISTS (SELECT 1 FROM identity.audit_event WHERE account_id = $1 AND at > $2 AND type = 'sign-in.succeeded'
     AND detail -> 'amr' ?| ARRAY['otp', 'sms', 'swk', 'hwk', 'kba'] AND NOT detail -> 'amr' ? 'loa1') AS seen`,
  z.object({ seen: z.boolean() }),
);
