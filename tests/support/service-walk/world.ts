import { randomBytes } from 'node:crypto';
import type { Route } from '#shared/http';
import { useDatabase, type TestDatabase } from '../database.ts';
import { startSystem, type TestSystem } from '../system.ts';
import { createCaller, signInEverywhere, type Caller } from './caller.ts';
import { accounts, createAccounts, createClient, makeStaff, officer } from './people.ts';
import { makeThings, type Things } from './things.ts';

/** Secrets that banks and services share with ours; a test signs with them, right or wrong. */
export const secrets = {
  webhook: randomBytes(24).toString('hex'),
  vietqr: randomBytes(24).toString('hex'),
  vnpay: randomBytes(16).toString('hex'),
} as const;

/** Everybody of the walk, in the order of a row's expectations. */
export type Who = 'nobody' | 'other' | 'outsider' | 'officer' | 'owner';
export const everybody: readonly Who[] = ['nobody', 'other', 'outsider', 'officer', 'owner'];

export interface World {
  readonly system: TestSystem;
  readonly database: TestDatabase;
  readonly callers: Readonly<Record<Who, Caller>>;
  readonly police: Awaited<ReturnType<typeof createClient>>;
  readonly things: Things;
  /** The routes of a service as the running program has them. */
  routesOf(service: string): readonly Route[];
  stop(): Promise<void>;
}

/**
 * The whole program as `npm start` composes it, behind one trusted proxy so that everybody has an address; people made by
 * operators' commands and signed in by the real pages; and everything that one of them owns.
 */
export async function startWorld(): Promise<World> {
  const database = await useDatabase();
  const system = await startSystem(database, {
    TRUSTED_PROXIES: '1',
    PAYMENT_WEBHOOK_SECRET: secrets.webhook,
    PAYMENT_VIETQR_SECRET: secrets.vietqr,
    PAYMENT_VNPAY_SECRET: secrets.vnpay,
  });
  await createAccounts(system);
  await makeStaff(system, { citizenNumber: accounts.outsider.citizenNumber, agency: 'H27' });
  const callers: Record<Who, Caller> = {
    nobody: createCaller('nobody', system),
    other: createCaller('other', system),
    outsider: createCaller('outsider', system),
    officer: createCaller('officer', system),
    owner: createCaller('owner', system),
  };
  await signInEverywhere(callers.owner, system, accounts.owner);
  await signInEverywhere(callers.other, system, accounts.other);
  await signInEverywhere(callers.outsider, system, accounts.outsider);
  await signInEverywhere(callers.officer, system, officer);
  const police = await createClient(system, { name: 'Hệ thống xử phạt mẫu', scope: 'fines:write' });
  const things = await makeThings({ system, database, owner: callers.owner, officer: callers.officer, police, vnpaySecret: secrets.vnpay });
  return {
    system,
    database,
    callers,
    police,
    things,
    routesOf: (service) => system.routes[service] ?? [],
    async stop() {
      await system.stop();
      await database.close();
    },
  };
}
