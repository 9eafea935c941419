import type { Log } from '#shared/log';
import { migrate, type Schema } from '#shared/migrate';
import type { Databases } from './roles.ts';

/** The modules that keep data: what each has beside tables of its own, in the order they are made. */
export const schemas = [
  { name: 'identity', jobs: true, templates: ['notification', 'rate-limit'] },
  { name: 'catalogue', templates: ['relying-party'] },
  { name: 'dossier', jobs: true, templates: ['relying-party', 'notification', 'rate-limit'] },
  { name: 'payment', jobs: true, templates: ['relying-party', 'notification', 'rate-limit'] },
  { name: 'sandbox' },
] as const satisfies readonly (Schema & { name: keyof Databases })[];

/** Brings every database to the present schema of the modules whose data it holds, and of no other. */
export async function migrateDatabases(options: { databases: Databases; log: Log; rulesBack?: boolean }): Promise<void> {
  const { databases, ...rest } = options;
  const held = Map.groupBy(schemas, ({ name }) => databases[name]);
  for (const [connectionString, of] of held) await migrate({ connectionString, schemas: of, ...rest });
}
