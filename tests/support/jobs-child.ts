import { createDb } from '#shared/db';
import { startRunner } from '#shared/jobs';
import { createLog } from '#shared/log';
import { createMetrics } from '#shared/metrics';

/** A worker process of its own, whose only task never ends: something for a test to kill. */
const db = createDb({
  connectionString: process.argv[2] ?? '',
  role: 'mocua_identity',
  max: 6,
  applicationName: 'doomed',
  onIdleError: () => undefined,
});
await startRunner({
  db,
  schema: 'identity_jobs',
  concurrency: 1,
  tasks: { hang: () => new Promise(() => undefined) },
  log: createLog({ level: 'silent' }),
  metrics: createMetrics(),
  signal: new AbortController().signal,
});
process.send?.('ready');
