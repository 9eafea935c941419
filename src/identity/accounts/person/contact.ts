import { randomDigits, sha256 } from '#shared/crypto';
import { maybe, run, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { accountPlace } from './account-row.ts';
import { atomically } from './atomically.ts';
import { updateEmail, updateLanguage, updatePhone } from './contact-sql.ts';
import type { Accounts, AccountsDeps } from '#identity/accounts';
import { parseEmail } from './email.ts';
import { count } from '#identity/accounts/limits';
import { parsePhone } from './phone.ts';
import { trySmsCode, writeSmsCode } from '#identity/accounts/codes';

const MINUTES = 10;
const TRIES = 5;
/** E-mail codes share the table of SMS codes; the purpose keeps them apart. */
const PURPOSE = 'confirm-email';

/** Changes of how a person is reached. Whoever calls has confirmed the new number or address with a code. */
export function createContact(deps: AccountsDeps): Accounts['contact'] {
  const subjectOf = (input: { accountId: string; email: string }): string => JSON.stringify([input.accountId, input.email]);
  const mac = (subject: string, code: string): Buffer => deps.blindIndex('email-code', JSON.stringify([PURPOSE, subject, code]));

  return {
    sendEmailCode: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const email = required(parseEmail(input.email), 'email');
        const key = deps.blindIndex('limit', JSON.stringify(['email', email])).toString('base64url');
        await count(inside, deps.clock, [
          { key: `email-soon:${key}`, points: 3, seconds: 600 },
          { key: `email-day:${key}`, points: 10, seconds: 86_400 },
        ]);
        const subject = subjectOf({ accountId: input.accountId, email });
        const code = randomDigits(6);
        const expires = new Date(deps.clock.now().getTime() + MINUTES * 60_000);
        await run(inside, writeSmsCode, [PURPOSE, sha256(subject), mac(subject, code), expires]);
        const text = emailCode(input.language, code);
        await deps.notifier.send(inside, {
          channel: 'email',
          to: email,
          template: 'confirm-email-code',
          language: input.language,
          ...text,
          secret: true,
        });
        await deps.events.record(inside, { type: 'email-code.sent', accountId: input.accountId, actor: input.accountId });
      }),
    async verifyEmailCode(tx, input) {
      const email = parseEmail(input.email);
      if (email === null) return 'spent';
      const subject = subjectOf({ accountId: input.accountId, email });
      const code = input.code.length > 64 ? '' : input.code.normalize('NFKC').replaceAll(/\s/g, '');
      const tried = await maybe(tx, trySmsCode, [PURPOSE, sha256(subject), mac(subject, code), deps.clock.now(), TRIES]);
      if (tried === null) return 'spent';
      return tried.fits ? 'ok' : 'wrong';
    },
    setEmail: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const email = required(parseEmail(input.email), 'email');
        const sealed = deps.sealer.seal(email, accountPlace('email', input.accountId));
        const values = [input.accountId, sealed, deps.blindIndex('email', email)];
        if (!(await unlessTaken(inside, 'account_email', () => run(inside, updateEmail, values)))) return 'taken';
        await deps.events.record(inside, { type: 'email.changed', accountId: input.accountId, actor: input.accountId });
        return 'changed';
      }),
    setPhone: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const phone = required(parsePhone(input.phone), 'phone').e164;
        const sealed = deps.sealer.seal(phone, accountPlace('phone', input.accountId));
        const values = [input.accountId, sealed, deps.blindIndex('phone', phone)];
        if (!(await unlessTaken(inside, 'account_phone', () => run(inside, updatePhone, values)))) return 'taken';
        await deps.events.record(inside, { type: 'phone.changed', accountId: input.accountId, actor: input.accountId });
        return 'changed';
      }),
    setLanguage: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, updateLanguage, [input.accountId, input.language])) === 0) return;
        await deps.events.record(inside, {
          type: 'language.changed',
          accountId: input.accountId,
          actor: input.accountId,
          detail: { language: input.language },
        });
      }),
  };
}

function required<T>(value: T | null, field: string): T {
  if (value === null) throw problem('request.invalid', { detail: field });
  return value;
}

/** False when the unique index says that somebody else was first; the transaction goes on as if nothing had been tried. */
async function unlessTaken(tx: Tx, index: string, work: () => Promise<unknown>): Promise<boolean> {
  await tx.query('SAVEPOINT contact');
  try {
    await work();
    await tx.query('RELEASE SAVEPOINT contact');
    return true;
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code !== '23505' || constraint !== index) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT contact');
    return false;
  }
}

function emailCode(language: Language, code: string): { subject: string; text: string } {
  return language === 'vi'
    ? {
        subject: 'Mã xác nhận thư điện tử',
        text: `${code} là mã xác nhận địa chỉ thư điện tử cho tài khoản Một Cửa của quý vị, có hiệu lực trong 10 phút.\n\nNếu quý vị không yêu cầu mã này, hãy bỏ qua thư. Không đưa mã cho bất kỳ ai.`,
      }
    : {
        subject: 'Code to confirm your e-mail address',
        text: `${code} is the code that confirms this e-mail address for your Một Cửa account. It is valid for 10 minutes.\n\nIf you did not ask for it, ignore this message. Never give the code to anybody.`,
      };
}
