import { randomDigits, sha256 } from '#shared/crypto';
import { maybe, run } from '#shared/db';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { unwatched } from '#shared/limits';
import { rateLimits } from '#identity/accounts/limits';
import { atomically, parseEmail } from '#identity/accounts/person';
import type { EmailCodes } from './contract.ts';
import type { CodesDeps } from './deps.ts';
import { everyMessage } from './sms-limits.ts';
import { trySmsCode, writeSmsCode } from './sms-code-sql.ts';

const MINUTES = 10;
const TRIES = 5;
/** E-mail codes share the table of SMS codes; the purpose keeps them apart. */
const PURPOSE = 'confirm-email';

/** Six-digit codes that confirm an address for an account, stored as keyed HMACs bound to both. */
export function createEmailCode(deps: CodesDeps): EmailCodes {
  const subjectOf = (input: { accountId: string; email: string }): string => JSON.stringify([input.accountId, input.email]);
  const mac = (subject: string, code: string): Buffer => deps.blindIndex('email-code', JSON.stringify([PURPOSE, subject, code]));
  return {
    sendEmailCode: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const email = parseEmail(input.email);
        if (email === null) throw problem('request.invalid', { detail: 'email' });
        const key = deps.blindIndex('limit', JSON.stringify(['email', email])).toString('base64url');
        await rateLimits
          .watched(deps.watch ?? unwatched)
          .count(inside, deps.clock.now(), [
            { key: `email-soon:${key}`, points: 3, seconds: 600 },
            { key: `email-day:${key}`, points: 10, seconds: 86_400 },
            everyMessage(key),
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
  };
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
