import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { randomToken } from '#shared/crypto';
import { createBatch, many, maybe, run, type Tx } from '#shared/db';
import { Problem, problem } from '#shared/problem';
import { refuseOver } from '#shared/limits';
import { atomically, factorsOf, indexesOf, openAccount } from '#identity/accounts/person';
import type { LimitSubject, Limits } from '#identity/accounts/limits';
import { tryPasswords, type CandidateRow, type TriedRow } from './candidate-sql.ts';
import type { PasswordParameters, Passwords } from './contract.ts';
import type { PasswordDeps } from './deps.ts';
import { HashingPool } from './hashing-pool.ts';
import { deletePassword, raisePassword, readHash, replaceHash, writeHash } from './password-sql.ts';
import { isTooLong, isTooShort, normalisePassword, weakness } from './rules.ts';

/** Who tries: one of two blind indexes, how it is counted, and from where. */
interface Wanted {
  readonly citizenNumber: Buffer | null;
  readonly phone: Buffer | null;
  readonly subject: LimitSubject;
  readonly address: string;
}

/** Passwords: argon2id with explicit parameters, in a bounded pool. */
export function createPassword(deps: PasswordDeps, limits: Limits): Passwords {
  const parameters = { ...deps.passwordParameters, type: argon2.argon2id, hashLength: 32 } as const;
  const size = deps.poolSize ?? availableParallelism();
  const pool = new HashingPool(size, deps.poolQueue ?? 8 * size);
  deps.metrics?.gauge('password_hashing_waiting', 'Password hashes waiting for their turn', () => pool.waiting);
  const decoy = decoyHash(deps.passwordParameters);
  const hash = (password: string): Promise<string> => pool.run(() => argon2.hash(Buffer.from(password, 'utf8'), parameters));

  const rehash = async (tx: Tx, input: { accountId: string; old: string; password: string }): Promise<void> => {
    const digest = await hash(input.password).catch((error: unknown) => {
      // A right password signs in even when there is no room for a second hash; the next sign-in tries again.
      if (error instanceof Problem && error.code === 'service.busy') return null;
      throw error;
    });
    if (digest === null) return;
    await atomically(deps.db, tx, async (inside) => {
      if ((await run(inside, replaceHash, [input.accountId, input.old, digest])) === 0) return;
      await deps.events.record(inside, { type: 'password.rehashed', accountId: input.accountId, actor: input.accountId });
    });
  };

  const prepare: Passwords['prepare'] = async (password) => {
    const normal = normalisePassword(password);
    if (isTooShort(normal) || isTooLong(password)) throw problem('request.invalid', { detail: 'password' });
    return { digest: await hash(normal) };
  };

  /** Whether the password is the stored one. Without a stored one: the same hash, the same time, and false. */
  const fits = async (tx: Tx, stored: { accountId: string; hash: string } | null, given: string): Promise<boolean> => {
    // Nobody has such a password, so refusing it unhashed tells nothing about any account.
    if (isTooLong(given)) return false;
    const password = normalisePassword(given);
    const right = await pool.run(() => argon2.verify(stored?.hash ?? decoy, Buffer.from(password, 'utf8')));
    if (!right || stored === null) return false;
    if (argon2.needsRehash(stored.hash, deps.passwordParameters))
      await rehash(tx, { accountId: stored.accountId, old: stored.hash, password });
    return true;
  };

  const windows = limits.windows('password');
  /** Tries that come at the same moment share the statement. */
  const tries = createBatch({
    most: 32,
    async together(wanted: readonly Wanted[]): Promise<readonly { row: TriedRow; now: number }[]> {
      const now = deps.clock.now().getTime();
      const rows = await many(deps.db, tryPasswords, [
        wanted.map(({ citizenNumber }) => citizenNumber),
        wanted.map(({ phone }) => phone),
        wanted.map(({ subject }) => subject.name),
        wanted.map(({ subject }) => subject.share),
        wanted.map(({ address }) => address),
        windows.map(({ points }) => points),
        windows.map(({ seconds }) => now + seconds * 1000),
        now,
      ]);
      return rows.toSorted((a, b) => a.place - b.place).map((row) => ({ row, now }));
    },
  });

  return {
    weakness,
    prepare,
    async set(tx, input) {
      const { accountId, password, bound } = input;
      if (typeof password === 'string' && tx !== deps.db && tx !== deps.db.pool)
        throw new Error('a password is hashed before the transaction begins: see prepare');
      const { digest } = typeof password === 'string' ? await prepare(password) : password;
      await atomically(deps.db, tx, async (inside) => {
        await run(inside, writeHash, [accountId, digest, deps.clock.now(), bound]);
        await deps.events.record(inside, { type: 'password.set', accountId, actor: accountId, detail: { bound } });
      });
    },
    raise: (tx, { accountId, bound }) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, raisePassword, [accountId, bound])) === 0) return false;
        const detail = { authenticator: 'password', bound };
        await deps.events.record(inside, { type: 'authenticator.raised', accountId, actor: accountId, detail });
        return true;
      }),
    remove: (tx, accountId) =>
      atomically(deps.db, tx, async (inside) => {
        if ((await run(inside, deletePassword, [accountId])) === 1)
          await deps.events.record(inside, { type: 'password.removed', accountId, actor: accountId });
      }),
    async candidate({ identifier, ip }) {
      const { citizenNumber, phone } = indexesOf(deps.blindIndex, identifier);
      // Nothing is counted for what will not be looked at.
      if (pool.full) throw problem('service.busy', { retryAfter: 2 });
      const subject = limits.subjectOf(identifier);
      const { row: found, now } = await tries({
        citizenNumber,
        phone,
        subject: limits.keys.subjectOf(subject),
        address: limits.keys.addressOf(ip),
      });
      refuseOver(windows, found, now);
      const limit = { action: 'password', subject, ip } as const;
      const writes = { success: limits.success(limit), untried: limits.untried(limit) };
      if (found.id === null) return { account: null, factors: null, ...writes, verify: (password) => fits(deps.db, null, password) };
      // With an id, the whole row is there.
      const row = found as CandidateRow;
      const { id: accountId, hash: stored } = row;
      return {
        ...writes,
        account: openAccount(deps.sealer, row),
        factors: factorsOf(row),
        verify: (password) => fits(deps.db, stored === null ? null : { accountId, hash: stored }, password),
      };
    },
    async verify(tx, { accountId, password }) {
      // The lookup is made without an account too: the same statements, the same time.
      const stored = await maybe(tx, readHash, [accountId ?? '00000000-0000-0000-0000-000000000000']);
      return fits(tx, stored === null || accountId === null ? null : { accountId, hash: stored.hash }, password);
    },
  };
}

/** A well-formed hash that no password has: verifying it costs exactly what a real one costs. */
function decoyHash(parameters: PasswordParameters): string {
  const random = (bytes: number): string => Buffer.from(randomToken(bytes), 'base64url').toString('base64').replaceAll('=', '');
  const { memoryCost, timeCost, parallelism } = parameters;
  return `$argon2id$v=19$m=${memoryCost},p=${parallelism},t=${timeCost}$${random(16)}$${random(32)}`;
}
