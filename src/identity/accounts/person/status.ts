import { z } from 'zod';
import { one, run } from '#shared/db';
import { readFactors, updateStatus } from './account-sql.ts';
import { atomically } from './atomically.ts';
import type { People } from './contract.ts';
import type { PersonDeps } from './deps.ts';

const reasonText = z.string().trim().min(1).max(500);

/** Changes of status, and the overview of an account's factors. */
export function createStatus(deps: PersonDeps): Pick<People, 'setStatus' | 'factors'> {
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
    async factors(tx, accountId) {
      const row = await one(tx, readFactors, [accountId]);
      return { password: row.password, passkeys: row.passkeys, totp: row.totp, sms: row.sms, recoveryCodesLeft: row.recovery_codes };
    },
  };
}
