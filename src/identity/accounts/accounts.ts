import { run } from '#shared/db';
import { deleteCeremonies, deleteLimits, deleteSmsCodes } from './clean-up-sql.ts';
import { createContact } from './person/contact.ts';
import type { Accounts } from './contract.ts';
import { createCreate } from './person/create.ts';
import type { AccountsDeps } from './deps.ts';
import { createFind } from './person/find.ts';
import { createLimits } from './limits/limits.ts';
import { createPasskeys } from './passkeys/passkeys.ts';
import { createPassword } from './password/password.ts';
import { maskPhone } from './person/phone.ts';
import { createRecoveryCodes } from './codes/recovery-codes.ts';
import { createSmsCode } from './codes/sms-code.ts';
import { createSmsLimits } from './codes/sms-limits.ts';
import { createStatus } from './person/status.ts';
import { createTotp } from './codes/totp.ts';

const TRIES_PER_MINUTE = 60_000;
const SMS_PER_MINUTE = 6_000;

/** Accounts and their factors; see the contract for what each function guarantees. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { db, clock, blindIndex } = deps;
  const { setSecondFactor, ...status } = createStatus(deps);
  const smsLimits = createSmsLimits({ clock, blindIndex, perMinute: deps.totals?.smsPerMinute ?? SMS_PER_MINUTE });
  const limits = createLimits({
    db,
    clock,
    writes: deps.writes,
    blindIndex,
    triesPerMinute: deps.totals?.triesPerMinute ?? TRIES_PER_MINUTE,
  });
  return {
    ...createFind(deps),
    create: createCreate(deps),
    ...status,
    maskedPhone: (account) => maskPhone(account.phone),
    password: createPassword(deps, limits),
    totp: createTotp(deps),
    sms: { ...createSmsCode(deps, smsLimits), setSecondFactor },
    contact: createContact(deps),
    recovery: createRecoveryCodes(deps),
    passkeys: createPasskeys(deps),
    limits,
    async cleanUp(tx) {
      const now = clock.now();
      const codes = await run(tx, deleteSmsCodes, [now]);
      const ceremonies = await run(tx, deleteCeremonies, [now]);
      return codes + ceremonies + (await run(tx, deleteLimits, [now.getTime()]));
    },
  };
}
