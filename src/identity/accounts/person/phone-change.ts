import { randomToken } from '#shared/crypto';
import { many, maybe, one, run, type Tx } from '#shared/db';
import { holdAccount } from './account-sql.ts';
import { atomically } from './atomically.ts';
import type { Contact, PhoneChanges } from './contract.ts';
import type { PersonDeps } from './deps.ts';
import * as sql from './phone-change-sql.ts';
import { parsePhone } from './phone.ts';

/** Letters and digits that nobody confuses, 50 bits in ten of them. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const newCode = (): string => Array.from(Buffer.from(randomToken(10), 'base64url'), (byte) => ALPHABET.charAt(byte & 31)).join('');

/** A new phone for somebody who no longer has the present one (NIST SP 800-63B-4, account recovery): after a time, unless it is refused. */
export function createPhoneChanges(deps: PersonDeps, contact: Pick<Contact, 'setPhone'>): PhoneChanges {
  const { blindIndex, clock, db, events, sealer } = deps;
  const place = (accountId: string) => ({ table: 'identity.phone_change', column: 'phone', row: accountId });
  const mac = (code: string): Buffer => blindIndex('phone-change-refusal', code);
  const record = (tx: Tx, type: string, accountId: string, detail: Record<string, string> = {}) =>
    events.record(tx, { type, accountId, actor: accountId, detail });

  return {
    request: (tx, { accountId, phone, seconds }) =>
      atomically(db, tx, async (inside) => {
        const now = clock.now();
        const dueAt = new Date(now.getTime() + seconds * 1000);
        const refusalCode = newCode();
        const number = parsePhone(phone)?.e164;
        if (number === undefined) throw new Error('a phone that is no number');
        const sealed = sealer.seal(number, place(accountId));
        if ((await run(inside, sql.insertPhoneChange, [accountId, sealed, mac(refusalCode), now, dueAt])) === 0) return null;
        await record(inside, 'phone-change.requested', accountId, { due: dueAt.toISOString() });
        return { refusalCode: `${refusalCode.slice(0, 5)}-${refusalCode.slice(5)}`, dueAt };
      }),
    async waiting(tx, accountId) {
      const row = await maybe(tx, sql.findPhoneChange, [accountId]);
      return row === null ? null : { phone: sealer.open(row.phone, place(accountId)), dueAt: row.due_at };
    },
    refuse: (tx, accountId) =>
      atomically(db, tx, async (inside) => {
        if ((await maybe(inside, sql.takePhoneChange, [accountId])) === null) return false;
        await record(inside, 'phone-change.refused', accountId, { by: 'session' });
        return true;
      }),
    refuseByCode: (tx, typed) =>
      atomically(db, tx, async (inside) => {
        const code =
          typed.length > 64
            ? ''
            : typed
                .normalize('NFKC')
                .toUpperCase()
                .replaceAll(/[\s\-\u2010-\u2015]/g, '');
        if (!/^[2-9A-HJ-NP-Z]{10}$/.test(code)) return null;
        const row = await maybe(inside, sql.takeByRefusal, [mac(code)]);
        if (row === null) return null;
        await record(inside, 'phone-change.refused', row.account_id, { by: 'code' });
        return row.account_id;
      }),
    async due(tx) {
      return (await many(tx, sql.duePhoneChanges, [clock.now()])).map((row) => row.account_id);
    },
    complete: (tx, accountId) =>
      atomically(db, tx, async (inside) => {
        const account = await maybe(inside, holdAccount, [accountId]);
        const row = await maybe(inside, sql.takePhoneChange, [accountId]);
        if (row === null || row.due_at > clock.now()) {
          if (row !== null) throw new Error('a change of phone was completed before its time');
          return { outcome: 'gone' };
        }
        const dropped = async (why: 'locked' | 'owner-seen' | 'taken') => {
          await record(inside, 'phone-change.dropped', accountId, { why });
          return { outcome: 'dropped', why } as const;
        };
        if (account?.active !== true) return dropped('locked');
        if ((await one(inside, sql.strongerSignIn, [accountId, row.requested_at])).seen) return dropped('owner-seen');
        const phone = sealer.open(row.phone, place(accountId));
        // Nothing but the password was ever proved for it.
        if ((await contact.setPhone(inside, { accountId, phone, bound: 1 })) === 'taken') return dropped('taken');
        return { outcome: 'changed', phone };
      }),
  };
}
