import { z } from 'zod';
import { maybe, one, run } from '#shared/db';
import { holdAccount, readFactors, updateStatus, type FactorRow } from './account-sql.ts';
import { atomically } from './atomically.ts';
import type { Factors, People } from './contract.ts';
import type { PersonDeps } from './deps.ts';

const reasonText = z.string().trim().min(1).max(500);

/** The factors as a row tells them. */
export function factorsOf(row: FactorRow): Factors {
  return {
    password: row.password_bound !== null,
    passkeys: row.passkeys,
    totp: row.totp_bound !== null,
    sms: row.sms,
    recoveryCodesLeft: row.recovery_codes,
    bound: {
      password: row.password_bound,
      totp: row.totp_bound,
      phone: row.phone_bound,
      phoneSince: Math.floor(row.phone_bound_at.getTime() / 1000),
      recovery: row.recovery_bound,
      passkey: row.passkey_bound,
    },
  };
}

/** Changes of status, and the overview of an account's factors. */
export function createStatus(deps: PersonDeps): Pick<People, 'setStatus' | 'factors' | 'hold'> {
  return {
    setStatus: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const reason = reasonText.parse(input.reason);
        if ((await run(inside, updateStatus, [input.id, input.status])) === 0) return;
        await deps.events.record(inside, {
          type: 'account.status-changed',
          accountId: input.id,
          actor: input.actor,
          detail: { status: input.status, reason },
        });
      }),
    factors: async (tx, accountId) => factorsOf(await one(tx, readFactors, [accountId])),
    hold: async (tx, accountId) => (await maybe(tx, holdAccount, [accountId]))?.active === true,
  };
}
