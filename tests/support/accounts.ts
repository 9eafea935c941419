import { randomBytes, randomInt } from 'node:crypto';
import { fixedClock } from '#shared/clock';
import { createBlindIndex, createSealer } from '#shared/crypto';
import { createLog } from '#shared/log';
import type { Message } from '#shared/notify';
import { createAccounts, type Account, type AccountsDeps, type NewAccount } from '#identity/accounts';
import { createWrites } from '#identity/writes';
import { createEvents } from '#identity/events';
import type { TestDatabase } from './database.ts';

export const cheap = { memoryCost: 1024, timeCost: 2, parallelism: 1 };
export const rp = { id: 'localhost', name: 'Một Cửa', origin: 'http://localhost:3000' };

/** Accounts on a test database with a clock that stands still, cheap hashes, and the messages and events they made. */
export function accountsForTest(database: TestDatabase, overrides: Partial<AccountsDeps> = {}) {
  const clock = fixedClock(new Date('2026-11-20T03:00:00Z'));
  const sent: Message[] = [];
  const counted: string[] = [];
  const sealer = createSealer(new Map([[1, randomBytes(32)]]));
  const deps: AccountsDeps = {
    clock,
    sealer,
    blindIndex: createBlindIndex(randomBytes(32)),
    notifier: {
      send(_tx, message) {
        sent.push(message);
        return Promise.resolve();
      },
    },
    events: createEvents({ clock, log: createLog({ level: 'silent' }), metrics: { event: (name) => void counted.push(name) } }),
    db: database.db,
    writes: createWrites({ db: database.db, clock }),
    passwordParameters: cheap,
    rp,
    ...overrides,
  };
  const accounts = createAccounts(deps);
  const make = async (change: Partial<NewAccount> = {}): Promise<Account> => {
    const result = await accounts.create(database.db, { ...person(), ...change });
    if (!('created' in result)) throw new Error(`taken: ${result.taken}`);
    return result.created;
  };
  return { accounts, clock, sent, counted, deps, make, sealer };
}

/** A fictitious person, different each time. */
export function person(): NewAccount {
  return {
    citizenNumber: `001085${String(randomInt(1_000_000)).padStart(6, '0')}`,
    name: 'Nguyễn Văn Thử',
    birthDate: '1985-02-17',
    phone: `+8491${String(randomInt(10_000_000)).padStart(7, '0')}`,
    language: 'vi',
  };
}

/** Runs 20 calls at the same time. */
export function twenty<T>(call: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 20 }, (_, index) => call(index)));
}
