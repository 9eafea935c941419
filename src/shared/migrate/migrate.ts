import pg from 'pg';
import type { Log } from '#shared/log';
import { migrationsFolder, numberedFiles, templateFiles, type MigrationFile } from './files.ts';
import { schemaGuard } from './guard.ts';
import { runNumbered } from './numbered.ts';
import { migrateQueue } from './queue.ts';
import { appliedFiles, prepareRecord, recordSql } from './record.ts';
import { MigrationRefused } from './refused.ts';
import { replayRules } from './rules.ts';
import { fillIn } from './template.ts';

/** One module's part of a database. Its role is `mocua_<name>`. */
export interface Schema {
  readonly name: string;
  /** It has background jobs, in the schema `<name>_jobs`. */
  readonly jobs?: boolean;
  /** Tables that several modules have alike: `migrations/templates/<template>.sql`. */
  readonly templates?: readonly ('relying-party' | 'notification' | 'rate-limit')[];
  /** Where its numbered files and rules are, laid out as `migrations/` is; there unless given. */
  readonly folder?: string;
}

export interface MigrateOptions {
  /** A login that may create schemas and roles: the owner of the database, or a superuser. */
  readonly connectionString: string;
  readonly log: Log;
  /** The modules whose data this database holds. */
  readonly schemas: readonly Schema[];
  /** Puts this program's rules in place even where a newer program has put others (an operator's `migrate`). */
  readonly rulesBack?: boolean;
  readonly folder?: string;
}

const LOCK = 7_241_865_325;

/**
 * Brings a database to the present schema, module by module: the templates it declares and its numbered files, each once; its rules, whenever
 * they have changed; then graphile-worker's own tables.
 *
 * Safe when many processes start at once: one works, the others wait and find nothing to do. What fails stops the start. Throws
 * `MigrationRefused` for a database of the old numbering, for a file that was changed after it had been applied, and for a database that has
 * a breaking migration this program does not know.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { log, folder = migrationsFolder } = options;
  const client = new pg.Client({ connectionString: options.connectionString, application_name: 'mocua migrate' });
  await client.connect();
  try {
    await lock(client);
    await prepareRecord(client);
    await refuseNewer(client, folder);
    for (const schema of options.schemas) {
      const module = schema.name;
      const templates = ['schema', ...(schema.jobs === true ? ['jobs'] : []), ...(schema.templates ?? [])];
      const made = templates.flatMap((template) => templateFiles(folder, template));
      const own = schema.folder ?? folder;
      const files = numberedFiles(own, module);
      const applied = await appliedFiles(client, module, [...made, ...files]);
      for (const file of made) if (!applied.has(file.name)) await applyTemplate(client, module, file);
      await runNumbered(client, { module, folder: own, files, log });
      await replayRules(client, { module, folder: own, log, back: options.rulesBack === true });
      if (schema.jobs === true) await migrateQueue(client, options, { schema: `${module}_jobs`, role: `mocua_${module}` });
    }
  } finally {
    // The lock belongs to this connection and ends with it.
    await client.end();
  }
}

/**
 * Asks again and again instead of waiting inside the database: a waiting `pg_advisory_lock` holds a snapshot, for which a
 * `CREATE INDEX CONCURRENTLY` of the lock's holder would wait in turn.
 */
async function lock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
    if (rows[0]?.taken === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function refuseNewer(client: pg.Client, folder: string): Promise<void> {
  const { rows } = await client.query<{ module: string; name: string }>('SELECT module, name FROM migrations.file WHERE breaking');
  const unknown = schemaGuard(folder).unknown(rows);
  if (unknown.length === 0) return;
  throw new MigrationRefused(
    `This database belongs to a newer version of the program: it has ${unknown.join(', ')}, on which this version cannot work. Start the newer version.`,
  );
}

/** Several statements sent as one text are one transaction. */
async function applyTemplate(client: pg.Client, module: string, file: MigrationFile): Promise<void> {
  await client.query(`${fillIn(file.text, module)};\n${recordSql(module, file)}`);
}
