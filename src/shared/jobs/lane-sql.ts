import { z } from 'zod';
import { plainName, statement } from '#shared/db';

/**
 * The statements about the lanes of one queue. They change flags and times of waiting jobs in graphile-worker's own table, for which it has no
 * function. Names of schemas are put in as in `queueStatements`.
 */
export function laneStatements(given: string) {
  const schema = plainName(given);
  const home = plainName(schema.replace(/_jobs$/, ''));
  const name = (verb: string): string => `jobs.${schema}.lane-${verb}`;
  return {
    // The whole table: lanes that gave trouble lately.
    known: statement(
      name('known'),
      `SELECT lane, failures, patient, opened_at IS NOT NULL AS open, coalesce(probe_at <= now(), false) AS due FROM ${home}.job_lane`,
      z.object({ lane: z.string(), failures: z.number(), patient: z.boolean(), open: z.boolean(), due: z.boolean() }),
    ),
    // Primary key. Only what opens a breaker sets when it is tried again: tries that were under way then change nothing.
    failed: statement(
      name('failed'),
      `INSERT INTO ${home}.job_lane AS known (lane, failures, last_error, pause_ms, changed_at, opened_at, probe_at)
       VALUES ($1, $5::int, $2, $4::int, now(), CASE WHEN $5::int >= $3::int THEN now() END,
               CASE WHEN $5::int >= $3::int THEN now() + $4::int * interval '1 ms' END)
       ON CONFLICT (lane) DO UPDATE SET
         failures = known.failures + $5::int,
         last_error = excluded.last_error,
         changed_at = now(),
         opened_at = CASE WHEN known.opened_at IS NULL AND known.failures + $5::int >= $3::int THEN now() ELSE known.opened_at END,
         probe_at = CASE WHEN known.opened_at IS NULL AND known.failures + $5::int >= $3::int THEN now() + $4::int * interval '1 ms' ELSE known.probe_at END,
         pause_ms = CASE WHEN known.opened_at IS NULL THEN $4::int ELSE known.pause_ms END
       RETURNING opened_at IS NOT NULL AS open, coalesce(opened_at = now(), false) AS opened`,
      z.object({ open: z.boolean(), opened: z.boolean() }),
    ),
    // Primary key.
    hold: statement(
      name('hold'),
      `SELECT opened_at IS NOT NULL AS open FROM ${home}.job_lane WHERE lane = $1 FOR UPDATE`,
      z.object({ open: z.boolean() }),
    ),
    // Primary key.
    forget: statement(name('forget'), `DELETE FROM ${home}.job_lane WHERE lane = $1`, z.object({})),
    // Primary key.
    patient: statement(
      name('patient'),
      `INSERT INTO ${home}.job_lane (lane, failures, patient, pause_ms, changed_at) VALUES ($1, 0, true, 0, now())
       ON CONFLICT (lane) DO UPDATE SET failures = 0, patient = true, opened_at = NULL, probe_at = NULL, changed_at = now()`,
      z.object({}),
    ),
    // Reads the queue. All that wait for the other side are due now, in the lane of first tries, those that were given up as well.
    wake: statement(
      name('wake'),
      `WITH woken AS (
         UPDATE ${schema}._private_jobs AS job
            SET run_at = now(), flags = jsonb_build_object('first', true, 'lane ' || $1::text, true),
                attempts = CASE WHEN attempts >= max_attempts THEN 0 ELSE attempts END
          WHERE flags ?| ARRAY['lane ' || $1::text, 'retry ' || $1::text, 'probe ' || $1::text] AND locked_at IS NULL
         RETURNING id)
       SELECT jobs, pg_notify('jobs:insert', json_build_object('r', random(), 'count', jobs)::text)::text AS told
         FROM (SELECT count(*)::int AS jobs FROM woken) AS counted`,
      z.object({ jobs: z.number(), told: z.string() }),
    ),
    // Primary key of jobs. A job that was tried goes on in the lane of retries; a probe uses up none of its attempts.
    stumble: statement(
      name('stumble'),
      `UPDATE ${schema}._private_jobs
          SET flags = jsonb_build_object('retry', true, 'retry ' || $2::text, true), attempts = greatest(0, attempts - $3::int)
        WHERE id = $1::bigint`,
      z.object({}),
    ),
    // Index of the jobs that are due. What waits for a lane that is shut takes no part in the search for work; the wait is only for the case
    // that nobody wakes it. Lanes are held so that one being opened to traffic is not missed.
    park: statement(
      name('park'),
      `WITH shut AS (SELECT lane FROM ${home}.job_lane WHERE opened_at IS NOT NULL FOR SHARE),
            due AS (
         SELECT id FROM ${schema}._private_jobs
          WHERE is_available AND run_at <= now()
            AND flags ?| (SELECT array_agg('lane ' || lane) || array_agg('retry ' || lane) FROM shut)
          LIMIT 10000 FOR UPDATE SKIP LOCKED)
       UPDATE ${schema}._private_jobs AS job SET run_at = now() + interval '15 minutes', flags = job.flags || '{"parked": true}' FROM due WHERE job.id = due.id`,
      z.object({}),
    ),
    // Reads the queue for each lane whose pause is over. The newest of those tried least: what is old may have expired, and one job that
    // can never be done is not the only one tried.
    probe: statement(
      name('probe'),
      `WITH due AS (
         UPDATE ${home}.job_lane
            SET probe_at = now() + pause_ms * interval '1 ms', pause_ms = least(pause_ms * 2, $1::int), changed_at = now()
          WHERE probe_at <= now() RETURNING lane),
            picked AS (
         SELECT due.lane, job.id FROM due CROSS JOIN LATERAL (
           SELECT id FROM ${schema}._private_jobs
            WHERE is_available AND flags ?| ARRAY['lane ' || due.lane, 'retry ' || due.lane]
            ORDER BY attempts, id DESC LIMIT 1 FOR UPDATE SKIP LOCKED) AS job)
       UPDATE ${schema}._private_jobs AS job
          SET flags = jsonb_build_object('retry', true, 'probe ' || picked.lane, true), run_at = now()
         FROM picked WHERE job.id = picked.id
       RETURNING picked.lane, pg_notify('jobs:insert', json_build_object('r', random(), 'count', 1)::text)::text AS told`,
      z.object({ lane: z.string(), told: z.string() }),
    ),
    // Primary key. A probe that asked nobody says nothing: another is tried at once.
    probeAgain: statement(
      name('probe-again'),
      `UPDATE ${home}.job_lane SET probe_at = now(), pause_ms = $2::int WHERE lane = $1 AND opened_at IS NOT NULL`,
      z.object({}),
    ),
    // Lanes that gave trouble, each against the queue. Nobody has waited for it for an hour: whether it answers is not known any more.
    sweep: statement(
      name('sweep'),
      `DELETE FROM ${home}.job_lane
        WHERE changed_at < now() - interval '1 hour' AND NOT EXISTS (
          SELECT FROM ${schema}._private_jobs WHERE flags ?| ARRAY['lane ' || lane, 'retry ' || lane, 'probe ' || lane])`,
      z.object({}),
    ),
    // Reads the queue, see depth.
    depth: statement(
      name('depth'),
      `SELECT substring(flag FROM ' (.*)$') AS lane,
              count(*) FILTER (WHERE attempts < max_attempts AND starts_with(flag, 'lane '))::int AS waiting,
              count(*) FILTER (WHERE attempts < max_attempts AND NOT starts_with(flag, 'lane '))::int AS retrying,
              count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL)::int AS failed,
              coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE attempts < max_attempts)), 0)::float8 AS oldest
         FROM ${schema}.jobs CROSS JOIN LATERAL jsonb_object_keys(coalesce(flags, '{}')) AS flag
        WHERE flag LIKE '% %'
        GROUP BY 1`,
      z.object({ lane: z.string(), waiting: z.number(), retrying: z.number(), failed: z.number(), oldest: z.number() }),
    ),
  };
}
