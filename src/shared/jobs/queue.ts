import { many, maybe, one } from '#shared/db';
import { carry } from '#shared/tracing';
import type { Queue } from './jobs.ts';
import { flagsOf } from './lane.ts';
import { queueStatements } from './queue-sql.ts';

/** A few, since the first may be one that can never be done. */
const PROBES = 5;

/**
 * The queue kept by graphile-worker in `schema`. `add` is one statement in the caller's transaction: if that rolls back
 * there is no job, and a worker sees it only after the commit.
 */
export function createJobs(options: { schema: string }): Queue {
  const sql = queueStatements(options.schema);
  return {
    async add(tx, task, payload, more) {
      await one(tx, sql.add, [
        task,
        JSON.stringify(carry(payload)),
        more.runAt ?? null,
        more.maxAttempts ?? 25,
        more.key ?? null,
        flagsOf(more.lane),
      ]);
    },
    depth: (tx) => one(tx, sql.depth, []),
    async failed(tx, limit) {
      const rows = await many(tx, sql.failed, [limit]);
      return rows.map((row) => ({
        id: row.id,
        task: row.task_identifier,
        attempts: row.attempts,
        lastError: row.last_error,
        createdAt: row.created_at,
        lastTriedAt: row.updated_at,
      }));
    },
    hurry: async (tx, key) => (await maybe(tx, sql.hurry, [key])) !== null,
    async probe(tx, tasks) {
      await many(tx, sql.probe, [tasks, PROBES]);
    },
    async wake(tx, tasks) {
      await many(tx, sql.wake, [tasks]);
    },
    retry: async (tx, id) => (await maybe(tx, sql.retry, [id])) !== null,
  };
}
