import { randomDigits, sha256 } from '#shared/crypto';
import { maybe, run } from '#shared/db';
import { atomically } from '#identity/accounts/person';
import { problem } from '#shared/problem';
import type { CodePurpose, SmsCodes } from './contract.ts';
import type { CodesDeps } from './deps.ts';
import { trySmsCode, updateSmsSecondFactor, writeSmsCode } from './sms-code-sql.ts';
import { isDestination } from './destinations.ts';
import { senderOf, type SmsLimits } from './sms-limits.ts';
import { codeText } from './sms-texts.ts';

const MINUTES = 10;
const TRIES = 5;
/** What is sent to a number that somebody merely says is theirs. */
const declared: ReadonlySet<CodePurpose> = new Set(['register', 'change-phone']);

/**
 * Six-digit codes by SMS, stored as keyed HMACs bound to purpose and subject: a code for one purpose or person is
 * wrong for every other.
 */
export function createSmsCode(deps: CodesDeps, limits: SmsLimits): SmsCodes {
  const mac = (purpose: string, subject: string, code: string): Buffer =>
    deps.blindIndex('sms-code', JSON.stringify([purpose, subject, code]));
  const canReach = (phone: string): boolean => isDestination(phone, deps.messageCountries ?? ['84']);
  return {
    canReach,
    beforeTelling: (tx, phone) => limits.beforeSending(tx, phone, 'stranger'),
    async sendCode(tx, input) {
      await atomically(deps.db, tx, async (inside) => {
        if (declared.has(input.purpose) && !canReach(input.phone)) throw problem('request.invalid', { detail: 'phone: country' });
        await limits.beforeSending(inside, input.phone, senderOf(input.purpose, input.known ?? false));
        const code = randomDigits(6);
        const expires = new Date(deps.clock.now().getTime() + MINUTES * 60_000);
        await run(inside, writeSmsCode, [input.purpose, sha256(input.subject), mac(input.purpose, input.subject, code), expires]);
        await deps.notifier.send(inside, {
          channel: 'sms',
          to: input.phone,
          template: `${input.purpose}-code`,
          language: input.language,
          text: codeText(input.language, input.purpose, code),
          secret: true,
        });
        const accountId = input.accountId ?? null;
        await deps.events.record(inside, {
          type: 'sms-code.sent',
          accountId,
          actor: accountId ?? 'visitor',
          detail: { purpose: input.purpose },
        });
      });
    },
    async verifyCode(tx, input) {
      const code = input.code.length > 64 ? '' : input.code.normalize('NFKC').replaceAll(/\s/g, '');
      const tried = await maybe(tx, trySmsCode, [
        input.purpose,
        sha256(input.subject),
        mac(input.purpose, input.subject, code),
        deps.clock.now(),
        TRIES,
      ]);
      if (tried === null) return 'spent';
      return tried.fits ? 'ok' : 'wrong';
    },
    setSecondFactor: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, updateSmsSecondFactor, [input.accountId, input.enabled])) === 0) return;
        await deps.events.record(inside, {
          type: input.enabled ? 'sms-factor.enabled' : 'sms-factor.disabled',
          accountId: input.accountId,
          actor: input.accountId,
        });
      }),
  };
}
