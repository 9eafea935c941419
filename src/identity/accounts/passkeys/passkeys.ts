import { many, run } from '#shared/db';
import { atomically } from '#identity/accounts/person';
import { createPasskeyAuthentication } from './authentication.ts';
import type { Passkeys } from './contract.ts';
import type { PasskeyDeps } from './deps.ts';
import { deletePasskey, listPasskeys, raisePasskey, renamePasskey } from './passkeys-sql.ts';
import { createPasskeyRegistration, passkeyLabel } from './registration.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Passkeys of an account; whatever is changed must belong to the account that is named. */
export function createPasskeys(deps: PasskeyDeps): Passkeys {
  return {
    ...createPasskeyRegistration(deps),
    ...createPasskeyAuthentication(deps),
    async list(tx, accountId) {
      const rows = await many(tx, listPasskeys, [accountId]);
      return rows.map((row) => ({
        id: row.id,
        label: row.label,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        backedUp: row.backed_up,
        bound: row.bound_level,
      }));
    },
    async rename(tx, input) {
      return UUID.test(input.id) && (await run(tx, renamePasskey, [input.accountId, input.id, passkeyLabel(input.label)])) === 1;
    },
    raise: (tx, { accountId, id, bound }) =>
      atomically(deps.db, tx, async (inside) => {
        if (!UUID.test(id) || (await run(inside, raisePasskey, [accountId, id, bound])) !== 1) return false;
        const detail = { authenticator: 'passkey', passkey: id, bound };
        await deps.events.record(inside, { type: 'authenticator.raised', accountId, actor: accountId, detail });
        return true;
      }),
    remove: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if (!UUID.test(input.id) || (await run(inside, deletePasskey, [input.accountId, input.id])) !== 1) return false;
        await deps.events.record(inside, {
          type: 'passkey.removed',
          accountId: input.accountId,
          actor: input.accountId,
          detail: { passkey: input.id },
        });
        return true;
      }),
  };
}
