import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from './database.ts';
import { createProgram, freeRange, type Program } from './program.ts';
import { importGuests, placesFrom, type Guest, type Places } from './service-guests.ts';

const roles = ['identity', 'catalogue', 'dossier', 'payment', 'sandbox', 'worker'] as const;
export type RoleName = (typeof roles)[number];

/** Every role as a process of its own, sharing nothing but the database and the keys. */
export interface RoleProcesses {
  readonly places: Places;
  /** Ends a role's process at once, unprepared. */
  down(role: RoleName): Promise<void>;
  /** Starts it again and waits until it says that it is ready. */
  up(role: RoleName): Promise<void>;
  /** Makes the accounts of verified citizens. */
  admit(guests: readonly Guest[]): Promise<void>;
  said(role: RoleName): string;
  remove(): Promise<void>;
}

export async function startRoleProcesses(database: TestDatabase): Promise<RoleProcesses> {
  const base = await freeRange(9);
  const keys = await mkdtemp(join(tmpdir(), 'mocua-keys-'));
  const shared = { BASE_PORT: String(base), KEYS_DIR: keys, DATABASE_URL: database.url, DATABASE_POOL: '12', TRUSTED_PROXIES: '1' };
  const programs = new Map<RoleName, Program>();
  for (const role of roles) programs.set(role, await createProgram({ ...shared, ROLES: role }));
  const of = (role: RoleName): Program => programs.get(role) as Program;
  // The first start generates the keys and registers the services; the others find them.
  await of('identity').start();
  await Promise.all(roles.filter((role) => role !== 'identity').map((role) => of(role).start()));
  return {
    places: placesFrom(base),
    down: (role) => of(role).kill('process'),
    up: (role) => of(role).start(),
    async admit(guests) {
      const services = await of('identity').services();
      await importGuests(services, guests);
      await services.db.close();
    },
    said: (role) => of(role).said(),
    async remove() {
      await Promise.all([...programs.values()].map((program) => program.remove()));
      await rm(keys, { recursive: true, force: true });
    },
  };
}
