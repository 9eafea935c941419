import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '#config';
import { createLog } from '#shared/log';
import { migrate } from '#shared/migrate';
import { startEmbedded } from '#process/postgres';
import { schemasOf } from '../../src/app.ts';
import { modules } from '../../src/modules.ts';
import { identityOptions } from '../support/config.ts';
import { benchAlike } from './alike.ts';
import { benchIdentity, reportOf } from './bench.ts';
import { freshOptions } from './options.ts';
import { benchHashingPool, poolTable } from './hashing-pool.ts';
import { hotSpots } from './hot-spots.ts';
import { benchServices, chosenServicePaths, notOfServices } from './services/bench.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '4' },
    concurrency: { type: 'string', default: '64' },
    workers: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '200' },
    only: { type: 'string' },
    database: { type: 'string' },
    profile: { type: 'string' },
    'hashing-pool': { type: 'boolean', default: false },
    alike: { type: 'boolean', default: false },
  },
});

const number = (name: 'seconds' | 'rounds' | 'concurrency' | 'workers' | 'accounts'): number => {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0`);
  return value;
};

/** The database of --database with the secrets of this configuration, or a new durable one that goes when the bench ends. */
async function database() {
  if (values.database !== undefined) {
    const { issuer: _ours, ...options } = identityOptions(readConfig(modules));
    return { url: values.database, options: { ...options, localhost: true, trustedProxies: 1 }, stop: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'mocua-bench-'));
  // As root the server runs as another user, who must be able to pass.
  await chmod(folder, 0o755);
  const server = await startEmbedded({ dataDir: folder, log: createLog({ level: 'error' }) });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, options: freshOptions(), stop };
}

// Not how fast, but whether the time tells who has an account.
if (values.alike) {
  const { url, stop } = await database();
  const { tries, auc, medians } = await benchAlike({ url, rounds: number('rounds') + 1 });
  await stop();
  const shown = medians.map((each) => each.toFixed(1));
  console.log(`${String(tries)} wrong passwords, 24 at once: AUC ${auc.toFixed(3)} (0.5 tells nothing); medians ${shown.join(' and ')} ms`);
  process.exit(0);
}

// Needs no database and no server: the pool in which passwords are hashed, alone.
if (values['hashing-pool']) {
  const { argon2, passwordPool } = freshOptions();
  const asked = { rounds: number('rounds'), atOnce: number('concurrency') };
  const report = await benchHashingPool({ argon2, size: passwordPool?.size ?? 3, ...asked });
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : poolTable(report));
  process.exit(0);
}

const wanted = values.only?.split(',');
/** The identity core's share of --only; a name that nobody knows is refused there. */
const only = wanted === undefined ? undefined : notOfServices(wanted);
const { url, options, stop } = await database();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().finally(() => process.exit(1)));
try {
  await migrate({ connectionString: url, log: createLog({ level: 'error' }), schemas: schemasOf(modules) });
  const profileTo = values.profile === undefined ? undefined : resolve(values.profile);
  if (profileTo !== undefined) await mkdir(profileTo, { recursive: true });
  const settings = {
    databaseUrl: url,
    databasePool: 20,
    options,
    seconds: number('seconds'),
    rounds: number('rounds'),
    concurrency: number('concurrency'),
    workers: number('workers'),
    accounts: number('accounts'),
    portals: 5,
    only,
    statements: values.statements,
    profileTo,
    progress: (line: string) => process.stderr.write(`${line}\n`),
  };
  const identity = only?.length === 0 ? { rows: [], steps: [] } : await benchIdentity(settings);
  const services = await benchServices(settings, chosenServicePaths(wanted));
  const report = await reportOf(settings, { rows: [...identity.rows, ...services.rows], steps: [...identity.steps, ...services.steps] });
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  if (profileTo !== undefined) process.stderr.write(await hotSpots(profileTo));
  if (report.rows.some((row) => row.ours.errors > 0 || (row.baseline?.errors ?? 0) > 0)) process.exitCode = 1;
} finally {
  await stop();
}
