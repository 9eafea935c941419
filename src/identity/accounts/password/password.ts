import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { randomToken } from '#shared/crypto';
import { createBatch, many, maybe, run, type Tx } from '#shared/db';
import { Problem, problem } from '#shared/problem';
import { allowed, FAILURES, refuseOver, type Limit } from '#shared/limits';
import { atomically, factorsOf, indexesOf, openAccount, type Account } from '#identity/accounts/person';
import { ALONE_CHARACTERS, WARY, type Limits } from '#identity/accounts/limits';
import { tryPasswords, type CandidateRow, type TriedRow } from './candidate-sql.ts';
import type { PasswordParameters, Passwords } from './contract.ts';
import type { PasswordDeps } from './deps.ts';
import { hashesHere } from './hashes.ts';
import { HashingPool } from './hashing-pool.ts';
import { deletePassword, raisePassword, readHash, replaceHash, writeHash } from './password-sql.ts';
import { isTooLong, isTooShort, normalisePassword, weakness } from './rules.ts';

/** Who tries, by one of two blind indexes, and the limits it is counted against. */
interface Wanted {
  readonly citizenNumber: Buffer | null;
  readonly phone: Buffer | null;
  readonly counted: readonly Limit[];
}

/** Passwords: argon2id with explicit parameters, in a bounded pool. */
export function createPassword(deps: PasswordDeps, limits: Limits): Passwords {
  const hashes = deps.hashes ?? hashesHere;
  const size = deps.poolSize ?? availableParallelism();
  const pool = new HashingPool(size, deps.poolQueue ?? 8 * size);
  deps.metrics?.gauge('password_hashing_waiting', 'Password hashes waiting for their turn', () => pool.waiting);
  const decoy = decoyHash(deps.passwordParameters);
  const hash = (password: string, by?: string): Promise<string> =>
    pool.run(() => hashes.hash(Buffer.from(password, 'utf8'), deps.passwordParameters), by);

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

  const prepare: Passwords['prepare'] = async (password, by) => {
    // Whoever has an account can have hashes made by changing its password: so many, and never more than one at a time.
    if (by !== undefined) await limits.beforeNewPassword(by.accountId);
    const normal = normalisePassword(password);
    if (isTooShort(normal) || isTooLong(password)) throw problem('request.invalid', { detail: 'password' });
    return { digest: await hash(normal, by?.accountId) };
  };

  /** Whether the password is the stored one. Without a stored one: the same hash, the same time, and false. */
  const fits = async (tx: Tx, stored: { accountId: string; hash: string } | null, given: string): Promise<boolean> => {
    // Nobody has such a password, so refusing it unhashed tells nothing about any account.
    if (isTooLong(given)) return false;
    const password = normalisePassword(given);
    const right = await pool.run(() => hashes.verify(stored?.hash ?? decoy, Buffer.from(password, 'utf8')));
    if (!right || stored === null) return false;
    if (argon2.needsRehash(stored.hash, deps.passwordParameters))
      await rehash(tx, { accountId: stored.accountId, old: stored.hash, password });
    return true;
  };

  /** Tries that come at the same moment share the statement. */
  const tries = createBatch({
    most: 32,
    async together(wanted: readonly Wanted[]): Promise<readonly { row: TriedRow; now: number }[]> {
      const now = deps.clock.now().getTime();
      const tried = wanted.map(({ citizenNumber, phone, counted }, index) => ({
        place: index + 1,
        citizen_number: citizenNumber?.toString('hex') ?? null,
        phone: phone?.toString('hex') ?? null,
        keys: counted.map(({ key }) => key),
        most: counted.map((limit) => allowed(limits.watch, limit)),
        ends: counted.map(({ seconds }) => now + seconds * 1000),
        firsts: counted.map(({ firsts }) => firsts ?? false),
      }));
      const rows = await many(deps.db, tryPasswords, [JSON.stringify(tried), now]);
      return rows.toSorted((a, b) => a.place - b.place).map((row) => ({ row, now }));
    },
  });

  return {
    weakness,
    load: () => pool.load,
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
    async candidate({ identifier, ip, browser }) {
      const { citizenNumber, phone } = indexesOf(deps.blindIndex, identifier);
      // Nothing is counted for what will not be looked at.
      if (pool.full) throw problem('service.busy', { retryAfter: 2 });
      const limit = { action: 'password', subject: limits.subjectOf(identifier), ip, browser } as const;
      const counted = limits.of(limit);
      const { row: found, now } = await tries({ citizenNumber, phone, counted });
      refuseOver(limits.watch, counted, { ...found, now });
      const writes = { success: limits.success(limit), untried: limits.untried(limit, found.points[0] === 1) };
      const inARow = found.points[counted.findIndex(({ key }) => key.startsWith(FAILURES))] ?? 0;
      if (found.id === null)
        return {
          accountId: null,
          account: null,
          factors: null,
          ...writes,
          wantsMore: () => false,
          verify: (password) => fits(deps.db, null, password),
        };
      // With an id, the whole row is there.
      const row = found as CandidateRow;
      const { id: accountId, hash: stored } = row;
      let opened: Account | undefined;
      return {
        ...writes,
        accountId,
        // Opened when it is asked for, once the password was right: what only somebody's account costs is not spent before the answer.
        get account() {
          return (opened ??= openAccount(deps.sealer, row));
        },
        wantsMore: (password) => wantsMore({ password, inARow, known: limits.isKnown(browser, accountId) }),
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

/**
 * Whether a right password is to be followed by something more, whatever the portal asks for: on a browser that is not known, when there
 * were many failures before it, or when it is too short to be anybody's only factor (NIST SP 800-63B-4 section 3.1.1.1).
 */
function wantsMore(input: { readonly password: string; readonly inARow: number; readonly known: boolean }): boolean {
  return !input.known && (input.inARow > WARY || [...normalisePassword(input.password)].length < ALONE_CHARACTERS);
}

/** A well-formed hash that no password has: verifying it costs exactly what a real one costs. */
function decoyHash(parameters: PasswordParameters): string {
  const random = (bytes: number): string => Buffer.from(randomToken(bytes), 'base64url').toString('base64').replaceAll('=', '');
  const { memoryCost, timeCost, parallelism } = parameters;
  return `$argon2id$v=19$m=${memoryCost},p=${parallelism},t=${timeCost}$${random(16)}$${random(32)}`;
}
