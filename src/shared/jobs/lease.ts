import { many, one, type Db } from '#shared/db';
import type { Log } from '#shared/log';
import { dropLease, takeLease, tryLease } from './lease-sql.ts';
import type { queueStatements } from './queue-sql.ts';

export interface Lease {
  close(): Promise<void>;
}

/**
 * Proves that the runner `holder` is alive for as long as its process is, and gives back the jobs of runners that are not.
 *
 * graphile-worker frees the jobs of a killed process only after four hours. Each runner therefore holds an advisory
 * lock named after itself on a connection of its own, and looks every few seconds for jobs whose holder's lock is free.
 * A runner that only lost this connection may see its job started a second time: tasks are idempotent.
 */
export async function holdLease(options: {
  db: Db;
  holder: string;
  sql: ReturnType<typeof queueStatements>;
  everyMs: number;
  log: Log;
}): Promise<Lease> {
  const { db, holder, sql, log } = options;
  const connect = async () => {
    const client = await db.dedicated();
    client.on('error', (error: Error) => {
      log.warn({ err: error, holder }, 'the connection of the job lease broke');
      connection = null;
    });
    await one(client, takeLease, [holder]);
    return client;
  };
  let connection: Awaited<ReturnType<typeof connect>> | null = await connect();
  let busy: Promise<void> | null = null;

  const sweep = async (): Promise<void> => {
    connection ??= await connect();
    const client = connection;
    for (const { locked_by: other } of await many(client, sql.holders, [])) {
      if (other === holder) continue;
      const { free } = await one(client, tryLease, [other]);
      if (!free) continue;
      try {
        await one(client, sql.release, [other]);
        log.warn({ holder: other }, 'took back the jobs of a runner that is gone');
      } finally {
        await one(client, dropLease, [other]);
      }
    }
  };
  const look = (): void => {
    busy ??= sweep()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'could not look for abandoned jobs');
      })
      .finally(() => {
        busy = null;
      });
  };
  // At once as well: a program that is killed again and again must not leave its jobs lying.
  look();
  const timer = setInterval(look, options.everyMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await busy;
      await connection?.end();
    },
  };
}
