import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { Log } from '#shared/log';

/** Runs graphile-worker's migrations as the module's role, so that the role owns its queue. */
export async function migrateQueue(
  client: pg.Client,
  options: { readonly connectionString: string; readonly log: Log },
  queue: { readonly schema: string; readonly role: string },
): Promise<void> {
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
