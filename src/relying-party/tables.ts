import { readFileSync } from 'node:fs';

/**
 * The SQL that creates the kit's tables in `schema`, to be copied into a migration of the module that owns the schema
 * (tests run it as it is). Throws for anything that is not a plain lower-case name.
 */
export function createRpTables(schema: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) throw new Error(`not a schema name: ${schema}`);
  const tables = readFileSync(new URL('./tables.sql', import.meta.url), 'utf8');
  return `SET LOCAL search_path TO ${schema};\n${tables}`;
}
