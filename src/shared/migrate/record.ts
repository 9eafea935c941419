import { relative } from 'node:path';
import type pg from 'pg';
import type { MigrationFile } from './files.ts';
import { MigrationRefused } from './refused.ts';

/** What is known of a file that was applied to a database. */
interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Makes the tables in which a database remembers what was applied to it: files with their checksums, and the digests of rules. The rows
 * are written in the transaction of what they tell.
 */
export async function prepareRecord(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ fresh: boolean; old: boolean }>(
    `SELECT to_regclass('migrations.file') IS NULL AS fresh, to_regclass('migrations.applied') IS NOT NULL AS old`,
  );
  if (rows[0]?.old === true) {
    throw new MigrationRefused(
      'This database was made when the migrations of all modules were numbered together; it cannot be brought over. ' +
        'On localhost stop the program, delete the data directory (.data) and start again; elsewhere begin with an empty database.',
    );
  }
  if (rows[0]?.fresh !== true) return;
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS migrations;
    CREATE TABLE migrations.file (
      module text NOT NULL,
      name text NOT NULL,
      checksum text NOT NULL,
      breaking boolean NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (module, name)
    );
    CREATE INDEX file_breaking ON migrations.file (module, name) WHERE breaking;
    CREATE TABLE migrations.rules (
      module text NOT NULL,
      digest text NOT NULL,
      replayed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (module, digest)
    )`);
}

/** The statement that records a file; repeated by a file that runs outside a transaction and was interrupted. */
export const recordSql = (module: string, file: MigrationFile): string =>
  `INSERT INTO migrations.file (module, name, checksum, breaking) VALUES ('${module}', '${file.name}', '${file.checksum}', ${String(file.breaking)})
   ON CONFLICT (module, name) DO UPDATE SET checksum = excluded.checksum, breaking = excluded.breaking`;

/**
 * Which of a module's files have been applied. Refuses a file that was changed after it was: what the database has is then neither the old
 * text nor the new one.
 */
export async function appliedFiles(client: pg.Client, module: string, files: readonly MigrationFile[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<Applied>('SELECT name, checksum FROM migrations.file WHERE module = $1', [module]);
  const known = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  for (const file of files) {
    const before = known.get(file.name);
    if (before !== undefined && before !== file.checksum) {
      throw new MigrationRefused(
        `${relative(process.cwd(), file.path)} was changed after it had been applied to this database (${module}). ` +
          'Put it back as it was, and write the change into a new file.',
      );
    }
  }
  return new Set(known.keys());
}
