import { z } from 'zod';
import { plainName, statement } from '#shared/db';

/**
 * The statements of one queue. SQL has no parameter for a schema name, so the texts are built here once, from a plain lower-case
 * name; nothing else is ever put into them.
 */
export function queueStatements(given: string) {
  const schema = plainName(given);
  return {
    // Function of graphile-worker; an index on jobs.key decides about replacement.
    add: statement(
      `jobs.${schema}.add`,
      `SELECT id::text AS id FROM ${schema}.add_job(identifier => $1::text, payload => $2::json, run_at => $3::timestamptz,
         max_attempts => $4::integer, job_key => $5::text, flags => $6::text[])`,
      z.object({ id: z.string() }),
    ),
    // Reads the whole queue, which is short by nature: finished jobs are deleted.
    depth: statement(
      `jobs.${schema}.depth`,
      `SELECT count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now())::int AS due,
              count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND (run_at <= now() OR attempts > 0 OR flags ?| ARRAY['parked', 'retry']))::int AS waiting,
              count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at > now())::int AS later,
              count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
              count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::int AS failed
         FROM ${schema}.jobs`,
      z.object({ due: z.number(), waiting: z.number(), later: z.number(), running: z.number(), failed: z.number() }),
    ),
    failed: statement(
      `jobs.${schema}.failed`,
      `SELECT id::text AS id, task_identifier, attempts::int AS attempts, last_error, created_at, updated_at
         FROM ${schema}.jobs
        WHERE locked_at IS NULL AND attempts >= max_attempts
        ORDER BY updated_at DESC
        LIMIT $1::int`,
      z.object({
        id: z.string(),
        task_identifier: z.string(),
        attempts: z.number(),
        last_error: z.string().nullable(),
        created_at: z.date(),
        updated_at: z.date(),
      }),
    ),
    // Primary key of jobs.
    retry: statement(
      `jobs.${schema}.retry`,
      `SELECT r.id::text AS id
         FROM ${schema}.jobs j
        CROSS JOIN LATERAL ${schema}.reschedule_jobs(ARRAY[j.id], run_at => now(), attempts => 0) r
        WHERE j.id = $1::bigint AND j.locked_at IS NULL AND j.attempts >= j.max_attempts`,
      z.object({ id: z.string() }),
    ),
    // Unique index on jobs.key. A job that is being done is left alone.
    hurry: statement(
      `jobs.${schema}.hurry`,
      `SELECT r.id::text AS id
         FROM ${schema}.jobs j
        CROSS JOIN LATERAL ${schema}.reschedule_jobs(ARRAY[j.id], run_at => now(), attempts => 0) r
        WHERE j.key = $1::text AND j.locked_at IS NULL AND (j.run_at > now() OR j.attempts >= j.max_attempts)`,
      z.object({ id: z.string() }),
    ),
    // Reads the queue, see depth. What was tried longest ago comes first, so that one that can never be done is not the only one tried. The count
    // of attempts stays: a task can tell a retry, and one more is always left.
    probe: statement(
      `jobs.${schema}.probe`,
      `SELECT r.id::text AS id
         FROM (SELECT id, attempts, max_attempts FROM ${schema}.jobs
                WHERE task_identifier = ANY ($1::text[]) AND locked_at IS NULL AND attempts > 0 AND (run_at > now() OR attempts >= max_attempts)
                ORDER BY updated_at, id LIMIT $2::int) j
        CROSS JOIN LATERAL ${schema}.reschedule_jobs(ARRAY[j.id], run_at => now(), attempts => least(j.attempts, j.max_attempts - 1)) r`,
      z.object({ id: z.string() }),
    ),
    // The same, all of them, each with a full set of attempts.
    wake: statement(
      `jobs.${schema}.wake`,
      `SELECT r.id::text AS id
         FROM ${schema}.reschedule_jobs(ARRAY(
                SELECT id FROM ${schema}.jobs
                 WHERE task_identifier = ANY ($1::text[]) AND locked_at IS NULL AND attempts > 0 AND (run_at > now() OR attempts >= max_attempts)),
              run_at => now(), attempts => 0) r`,
      z.object({ id: z.string() }),
    ),
    // Locks held for longer than the grace period, by whom; the queue is short, see depth.
    holders: statement(
      `jobs.${schema}.holders`,
      `SELECT DISTINCT locked_by FROM ${schema}.jobs WHERE locked_at < now() - interval '15 seconds'`,
      z.object({ locked_by: z.string() }),
    ),
    release: statement(
      `jobs.${schema}.release`,
      `SELECT true AS released FROM (SELECT ${schema}.force_unlock_workers(ARRAY[$1::text])) AS done`,
      z.object({ released: z.boolean() }),
    ),
  };
}
