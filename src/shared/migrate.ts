import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import { runner, type RunnerOption } from 'node-pg-migrate';
import pg from 'pg';
import type { Log } from '#shared/log';

export interface MigrateOptions {
  /** A login that may create schemas and roles: the owner of the database, or a superuser. */
  readonly connectionString: string;
  readonly log: Log;
  readonly folder?: string;
}

/** Each module that has background jobs, with the schema of its queue. */
const queues = [
  { schema: 'identity_jobs', role: 'mocua_identity' },
  { schema: 'sandbox_jobs', role: 'mocua_sandbox' },
  { schema: 'dossier_jobs', role: 'mocua_dossier' },
  { schema: 'payment_jobs', role: 'mocua_payment' },
] as const;

const LOCK = 7_241_865_325;

/**
 * Brings the database to the present schema: the files of `migrations/` in order, then graphile-worker's own tables.
 *
 * Safe when many processes start at once: one works, the others wait and find nothing to do. Each file is one transaction,
 * except a file that says `CONCURRENTLY`, whose statements run one by one; what fails is not recorded and stops the start.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.connectionString, application_name: 'mocua migrate' });
  await client.connect();
  try {
    await lock(client);
    await runner(settings(client, options));
    for (const queue of queues) await migrateQueue(client, options, queue);
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

function settings(client: pg.Client, options: MigrateOptions): RunnerOption {
  return {
    dbClient: client,
    dir: options.folder ?? join(import.meta.dirname, '..', '..', 'migrations'),
    ignorePattern: '(\\..*|.*\\.md)',
    direction: 'up',
    migrationsTable: 'applied',
    migrationsSchema: 'migrations',
    createMigrationsSchema: true,
    singleTransaction: false,
    noLock: true,
    // Each module numbers its own files, so a new one may be lower than another module's that has run already.
    checkOrder: false,
    logger: {
      info: (message) => {
        options.log.debug(message);
      },
      warn: (message) => {
        options.log.debug(message);
      },
      error: (message) => {
        options.log.error(message);
      },
    },
    migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loadSql }],
  };
}

async function loadSql(paths: string[]) {
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      const concurrent = /^\s*(?!--).*\bCONCURRENTLY\b/im.test(text);
      return {
        id: path,
        filePaths: [path],
        actions: {
          up: (build: { sql(text: string): void; noTransaction(): void }) => {
            if (concurrent) build.noTransaction();
            // Several statements sent together are one transaction to PostgreSQL, so here they are sent one at a time.
            for (const part of concurrent ? text.split(/;[ \t]*$/m) : [text]) {
              if (part.replaceAll(/--.*$/gm, '').trim() !== '') build.sql(part);
            }
          },
          down: false as const,
        },
      };
    }),
  );
}

/** Runs graphile-worker's migrations as the module's role, so that the role owns its queue. */
async function migrateQueue(client: pg.Client, options: MigrateOptions, queue: (typeof queues)[number]): Promise<void> {
  const { rows } = await client.query<{ fresh: boolean; database: string }>(
    `SELECT to_regclass($1) IS NULL AS fresh, quote_ident(current_database()) AS database`,
    [`${queue.schema}.migrations`],
  );
  // graphile-worker says CREATE SCHEMA IF NOT EXISTS, which needs the right to create schemas even where one exists.
  const allowed = rows[0]?.fresh === true ? rows[0].database : undefined;
  if (allowed !== undefined) await client.query(`GRANT CREATE ON DATABASE ${allowed} TO ${queue.role}`);
  const pool = new pg.Pool({ connectionString: options.connectionString, options: `-c role=${queue.role}`, max: 1 });
  const lost = (error: Error) => {
    options.log.warn({ err: error }, 'connection lost during migration');
  };
  pool.on('error', lost);
  pool.on('connect', (connection) => {
    connection.on('error', lost);
  });
  try {
    await runMigrations({ pgPool: pool, schema: queue.schema, logger: quiet(options.log) });
  } finally {
    await pool.end();
    if (allowed !== undefined) await client.query(`REVOKE CREATE ON DATABASE ${allowed} FROM ${queue.role}`);
  }
}

/** graphile-worker reports each step it takes; that is of interest to somebody who looks for it. */
function quiet(log: Log): Logger {
  return new Logger(() => (level, message) => {
    log[level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug'](message);
  });
}
