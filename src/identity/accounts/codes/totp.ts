import { generateSecret, generateURI, verifySync } from 'otplib';
import { maybe, one, run } from '#shared/db';
import { problem } from '#shared/problem';
import type { Place } from '#shared/crypto';
import { accountPlace, atomically, findById } from '#identity/accounts/person';
import type { Totp } from './contract.ts';
import type { CodesDeps } from './deps.ts';
import { confirmPending, deleteTotp, importSecret, raiseTotp, readTotp, takeStep, writePending } from './totp-sql.ts';

const STEP_SECONDS = 30;
const PENDING_MINUTES = 30;

const place = (column: 'secret' | 'pending_secret', row: string): Place => ({ table: 'identity.totp', column, row });

/**
 * Time-based codes (RFC 6238): SHA-1, six digits, 30-second steps, one step of tolerance either way. A step that was
 * accepted, and every step before it, is never accepted again.
 */
export function createTotp(deps: CodesDeps): Totp {
  /** The time step of a code that fits the secret, or null. */
  const stepOf = (secret: string, code: string): number | null => {
    const token = code.normalize('NFKC').replaceAll(/\s/g, '');
    if (!/^[0-9]{6}$/.test(token)) return null;
    const result = verifySync({
      secret,
      token,
      strategy: 'totp',
      period: STEP_SECONDS,
      epoch: deps.clock.epoch(),
      epochTolerance: STEP_SECONDS,
    });
    return result.valid && 'timeStep' in result ? result.timeStep : null;
  };
  const record = (tx: Parameters<typeof run>[0], type: string, accountId: string): Promise<void> =>
    deps.events.record(tx, { type, accountId, actor: accountId });

  return {
    async begin(tx, accountId) {
      const account = await one(tx, findById, [accountId]);
      const secret = generateSecret({ length: 20 });
      const until = new Date(deps.clock.now().getTime() + PENDING_MINUTES * 60_000);
      await run(tx, writePending, [accountId, deps.sealer.seal(secret, place('pending_secret', accountId)), until]);
      const label = deps.sealer.open(account.citizen_number, accountPlace('citizen_number', accountId));
      return { secret, uri: generateURI({ issuer: deps.rp.name, label, secret }) };
    },
    confirm: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        const row = await maybe(inside, readTotp, [input.accountId]);
        const now = deps.clock.now();
        if (row === null || row.pending_secret === null || row.pending_until === null || row.pending_until <= now) return 'spent';
        const secret = deps.sealer.open(row.pending_secret, place('pending_secret', input.accountId));
        const step = stepOf(secret, input.code);
        if (step === null) return 'wrong';
        const sealed = deps.sealer.seal(secret, place('secret', input.accountId));
        const changed = await run(inside, confirmPending, [input.accountId, row.pending_secret, sealed, step, now, input.bound]);
        if (changed !== 1) return 'spent';
        await record(inside, 'totp.enrolled', input.accountId);
        return 'ok';
      }),
    async verify(tx, input) {
      const row = await maybe(tx, readTotp, [input.accountId]);
      if (row === null || row.secret === null) return 'wrong';
      const step = stepOf(deps.sealer.open(row.secret, place('secret', input.accountId)), input.code);
      if (step === null) return 'wrong';
      return (await run(tx, takeStep, [input.accountId, row.secret, step])) === 1 ? 'ok' : 'spent';
    },
    import: (tx, input) =>
      atomically(deps.db, tx, async (inside) => {
        if (!/^[A-Z2-7]{26,128}$/.test(input.secret)) throw problem('request.invalid', { detail: 'totp secret' });
        const sealed = deps.sealer.seal(input.secret, place('secret', input.accountId));
        await run(inside, importSecret, [input.accountId, sealed, deps.clock.now(), input.bound]);
        await record(inside, 'totp.enrolled', input.accountId);
      }),
    raise: (tx, { accountId, bound }) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, raiseTotp, [accountId, bound])) === 0) return false;
        const detail = { authenticator: 'totp', bound };
        await deps.events.record(inside, { type: 'authenticator.raised', accountId, actor: accountId, detail });
        return true;
      }),
    remove: (tx, accountId) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, deleteTotp, [accountId])) === 1) await record(inside, 'totp.removed', accountId);
      }),
  };
}
