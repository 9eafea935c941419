import { createDb } from '#shared/db';
import { startRunner } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';
import { tell } from './other-sides.ts';

/** A worker process of its own that tells others, for a test to run beside another and to kill. */
const db = createDb({
  connectionString: process.argv[2] ?? '',
  role: 'mocua_identity',
  max: 6,
  applicationName: 'lanes child',
  onIdleError: () => undefined,
});
await startRunner({
  db,
  schema: 'identity_jobs',
  concurrency: 2,
  lanes: JSON.parse(process.argv[3] ?? '{}') as object,
  tasks: { tell },
  log: createLog({ level: 'silent' }),
  metrics: createMetrics(),
  signal: new AbortController().signal,
  everyMs: 500,
});
process.send?.('ready');
