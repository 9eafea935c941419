import { run } from '#shared/db';
import { createEmailCode, createRecoveryCodes, createSmsCode, createSmsLimits, createTotp, deleteSmsCodes } from '#identity/accounts/codes';
import { createLimits, rateLimits } from '#identity/accounts/limits';
import { createPasskeys, deleteCeremonies } from '#identity/accounts/passkeys';
import { createPassword } from '#identity/accounts/password';
import { createContact, createCreate, createFind, createPhoneChanges, createStatus, maskPhone } from '#identity/accounts/person';
import type { Accounts } from './contract.ts';
import type { AccountsDeps } from './deps.ts';

const TRIES_PER_MINUTE = 60_000;
const SMS_PER_MINUTE = 6_000;

/** Accounts and their factors; see the contract for what each function guarantees. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { db, clock, blindIndex } = deps;
  const smsLimits = createSmsLimits({ clock, blindIndex, perMinute: deps.totals?.smsPerMinute ?? SMS_PER_MINUTE, watch: deps.watch });
  const limits = createLimits({
    db,
    clock,
    writes: deps.writes,
    blindIndex,
    triesPerMinute: deps.totals?.triesPerMinute ?? TRIES_PER_MINUTE,
    watch: deps.watch,
  });
  const contact = createContact(deps);
  return {
    ...createFind(deps),
    create: createCreate(deps),
    ...createStatus(deps),
    maskedPhone: (account) => maskPhone(account.phone),
    password: createPassword(deps, limits),
    totp: createTotp(deps),
    sms: createSmsCode(deps, smsLimits),
    contact: { ...contact, ...createEmailCode(deps) },
    phoneChanges: createPhoneChanges(deps, contact),
    recovery: createRecoveryCodes(deps),
    passkeys: createPasskeys(deps),
    limits,
    async cleanUp(tx) {
      const now = clock.now();
      const codes = await run(tx, deleteSmsCodes, [now]);
      const ceremonies = await run(tx, deleteCeremonies, [now]);
      return codes + ceremonies + (await rateLimits.sweep(tx, now));
    },
  };
}
