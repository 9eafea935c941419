import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Log } from '#shared/log';
import { digestOf, sqlFiles } from './files.ts';

const TRIES = 30;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Replays the rules of a module, `migrations/rules/<module>/*.sql`, in one transaction, unless the database has these very ones: then not a
 * lock is taken. A function or trigger of the schema that no file makes any more is dropped.
 *
 * Rules the database has had before and has no longer are those of an older program. A start leaves the newer ones in place, so that an old
 * process that is restarted during an upgrade does not bring its own back; `back` puts them in place all the same.
 */
export async function replayRules(
  client: pg.Client,
  { module, folder, log, back }: { module: string; folder: string; log: Log; back: boolean },
): Promise<void> {
  const at = join(folder, 'rules', module);
  const files = sqlFiles(at).map((name) => ({ name, text: readFileSync(join(at, name), 'utf8') }));
  const digest = digestOf(files.map(({ name, text }) => `-- ${name}\n${text}`).join('\n'));
  const { rows } = await client.query<{ digest: string }>(
    'SELECT digest FROM migrations.rules WHERE module = $1 ORDER BY replayed_at DESC',
    [module],
  );
  if (rows[0]?.digest === digest) return;
  if (!back && rows.some((before) => before.digest === digest)) {
    log.warn({ module }, 'the database has newer rules, which stay; `npm run -s cli -- migrate` brings these back');
    return;
  }
  for (let tried = 1; ; tried += 1) {
    try {
      await replayOnce(client, { module, digest, files });
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function replayOnce(
  client: pg.Client,
  { module, digest, files }: { module: string; digest: string; files: readonly { name: string; text: string }[] },
): Promise<void> {
  await client.query('BEGIN');
  // Whoever waits for a table's lock makes everybody else wait for it too: a busy table is tried again later.
  await client.query(`SET LOCAL lock_timeout = '2s'`);
  for (const { name, text } of files) {
    try {
      await client.query(text);
    } catch (error) {
      throw Object.assign(new Error(`migrations/rules/${module}/${name}: ${(error as Error).message}`, { cause: error }), {
        code: (error as { code?: string }).code,
      });
    }
  }
  await dropRemoved(client, module);
  await client.query(
    `INSERT INTO migrations.rules (module, digest) VALUES ($1, $2) ON CONFLICT (module, digest) DO UPDATE SET replayed_at = clock_timestamp()`,
    [module, digest],
  );
  await client.query('COMMIT');
}

/**
 * Drops what this transaction has not just made. Functions that columns, constraints or indexes are made of belong to the numbered files and
 * stay.
 */
async function dropRemoved(client: pg.Client, module: string): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(
    `SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS drop FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
      WHERE c.relnamespace = $1::regnamespace AND NOT tgisinternal AND tgparentid = 0 AND t.xmin::text <> pg_current_xact_id()::xid::text
     UNION ALL
     SELECT format('DROP FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
      WHERE p.pronamespace = $1::regnamespace AND p.xmin::text <> pg_current_xact_id()::xid::text
        AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_proc'::regclass AND refobjid = p.oid AND classid <> 'pg_trigger'::regclass)`,
    [module],
  );
  for (const { drop } of rows) await client.query(drop);
}
