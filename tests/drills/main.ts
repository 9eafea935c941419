import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '#shared/log';
import { migrate } from '#shared/migrate';
import { startEmbedded } from '#process/postgres';
import { schemasOf } from '../../src/app.ts';
import { modules } from '../../src/modules.ts';
import { overload, overloadTable } from './overload.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '15' }, times: { type: 'string', default: '6' } },
});
if (positionals[0] !== 'overload') throw new Error('which drill? overload');

const folder = await mkdtemp(join(tmpdir(), 'mocua-drill-'));
// As root the server runs as another user, who must be able to pass.
await chmod(folder, 0o755);
const server = await startEmbedded({ dataDir: folder, log: createLog({ level: 'error' }) });
try {
  await migrate({ connectionString: server.url, log: createLog({ level: 'error' }), schemas: schemasOf(modules) });
  const phases = await overload({
    databaseUrl: server.url,
    seconds: Number(values.seconds),
    times: Number(values.times),
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(overloadTable(phases));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
