import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { many, statement, type Tx } from '#shared/db';
import { migrationsFolder, numberedFiles, sqlFiles } from './files.ts';
import { join } from 'node:path';

// Partial index file_breaking: as long as what ever broke anything.
const breakingFiles = statement(
  'migrations.breaking',
  'SELECT module, name FROM migrations.file WHERE breaking ORDER BY module, name',
  z.object({ module: z.string(), name: z.string() }),
);

export interface SchemaGuard {
  /** True while the database has no breaking migration that this program does not know; one short indexed read, for a probe. */
  schemaIsKnown(tx: Tx): Promise<boolean>;
  /** The breaking migrations that this program does not know. */
  unknown(files: readonly { readonly module: string; readonly name: string }[]): readonly string[];
}

/**
 * Keeps an old program from working on a schema that breaks it. It knows the files that are there when it is made, at the start: a new
 * version put in their place does not make the running one newer. What other modules than this program's broke is no matter to it.
 */
export function schemaGuard(folder = migrationsFolder): SchemaGuard {
  const templates = sqlFiles(join(folder, 'templates')).map((name) => `templates/${name.slice(0, -'.sql'.length)}`);
  const modules = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const known = new Map(
    modules.map(({ name: module }) => [module, new Set([...templates, ...numberedFiles(folder, module).map(({ name }) => name)])]),
  );
  const unknown: SchemaGuard['unknown'] = (files) =>
    files.filter(({ module, name }) => known.get(module)?.has(name) === false).map(({ module, name }) => `${module}/${name}`);
  return { unknown, schemaIsKnown: async (tx) => unknown(await many(tx, breakingFiles, [])).length === 0 };
}
