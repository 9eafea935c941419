import type { Module } from '#module';
import type { Log } from '#shared/log';
import { migrate, type Schema } from '#shared/migrate';
import type { Databases } from './databases.ts';

/** What the modules that keep data have, in the order it is made. */
export const schemasOf = (modules: readonly Module[]): readonly Schema[] =>
  modules.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));

export interface MigrateDatabases {
  readonly modules: readonly Module[];
  readonly databases: Databases;
  readonly log: Log;
  /** Puts this program's rules in place even where a newer program has put others. */
  readonly rulesBack?: boolean;
}

/** Brings every database to the present schema of the modules whose data it holds, and of no other. */
export async function migrateDatabases({ modules, databases, ...rest }: MigrateDatabases): Promise<void> {
  const held = Map.groupBy(schemasOf(modules), ({ name }) => databases[name] ?? '');
  for (const [connectionString, schemas] of held) await migrate({ connectionString, schemas, ...rest });
}
