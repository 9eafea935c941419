import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { randomToken } from '#shared/crypto';
import type { SentOptions } from './calls.ts';
import { createHttp } from './http.ts';
import { measure, measureHash } from './measure.ts';
import { paths, type Path } from './paths.ts';
import { makePortals, type Portal, type Profile } from './portal.ts';
import { postgresCpu } from './postgres-cpu.ts';
import { startProcess, type Process } from './process.ts';
import { targetsOf, type Report, type Row, type Steps } from './report.ts';
import { traceSteps } from './trace.ts';
import type { Side, World } from './steps.ts';
import { freePort } from './free-ports.ts';

export interface BenchOptions {
  /** A migrated database, as a login that may act as `mocua_identity`. */
  readonly databaseUrl: string;
  readonly databasePool: number;
  readonly options: SentOptions;
  /** Measured on each side for each path. */
  readonly seconds: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly workers: number;
  readonly accounts: number;
  readonly portals: number;
  /** Names of paths, or `profile/path`; all unless given. */
  readonly only?: readonly string[] | undefined;
  /** Exactly so many requests instead of a time; for tests. */
  readonly iterations?: number | undefined;
  readonly statements: boolean;
  /** Folder for CPU profiles of our server, one for each path. */
  readonly profileTo?: string | undefined;
  readonly progress: (line: string) => void;
}

const profiles: readonly Profile[] = ['basic', 'fapi2'];

/**
 * Measures our provider on PostgreSQL beside a bare one in memory: same machine, same run, same load, in turns, each
 * server in processes of its own so that their CPU can be told from the load's.
 */
export async function bench(options: BenchOptions): Promise<Report> {
  return reportOf(options, await benchIdentity(options));
}

/** What was measured, with the machine and the settings it was measured under. */
export async function reportOf(options: BenchOptions, { rows, steps }: Pick<Report, 'rows' | 'steps'>): Promise<Report> {
  return {
    at: new Date().toISOString(),
    machine: {
      cpus: availableParallelism(),
      model: cpus()[0]?.model ?? 'unknown',
      node: process.versions.node,
      postgres: await version(options.databaseUrl),
    },
    settings: {
      seconds: options.seconds,
      rounds: options.rounds,
      concurrency: options.concurrency,
      workers: options.workers,
      accounts: options.accounts,
      hashesAtOnce: options.options.passwordPool.size,
    },
    rows,
    steps,
    targets: targetsOf(rows),
  };
}

/** The paths of the identity core alone. */
export async function benchIdentity(options: BenchOptions): Promise<Pick<Report, 'rows' | 'steps'>> {
  const started: Process[] = [];
  const closing: (() => Promise<void>)[] = [];
  const launch = (): Process => {
    const process = startProcess();
    started.push(process);
    return process;
  };
  try {
    let trace: ((step: string) => Promise<void>) | undefined;
    const after = (step: string): Promise<void> | undefined => trace?.(step);
    const worldsOf = (side: readonly { process: Process; port: number; issuer: string }[], people: World['people']): World[] =>
      side.map(({ process, port, issuer }) => {
        const http = createHttp(issuer, port, { after });
        closing.push(() => http.close());
        let offset = 0;
        return {
          issuer,
          http,
          people,
          async sessions(count) {
            offset += count;
            return process.call('sessions', { count, offset: offset - count });
          },
        };
      });

    const run = randomToken(4)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, 'x');
    const wanted = (await Promise.all(profiles.map((profile) => makePortals(profile, options.portals, run)))).flat();
    const places = async () =>
      Promise.all(Array.from({ length: options.workers }, async () => ({ process: launch(), port: await freePort() })));

    const ourPlaces = await places();
    const issuer = `http://localhost:${ourPlaces[0]?.port ?? 0}`;
    const common = { databaseUrl: options.databaseUrl, poolSize: options.databasePool, options: options.options, issuer };
    const seeder = startProcess();
    const { portals, people } = await seeder
      .call('seed', { ...common, port: 0, portals: wanted, accounts: options.accounts, password: `Bench-${randomToken(9)}` })
      .finally(() => seeder.stop());
    for (const { process, port } of ourPlaces) await process.call('startOurs', { ...common, port, people });

    const cookieKey = randomToken(32);
    const barePlaces = (await places()).map((place) => ({ ...place, issuer: `http://localhost:${place.port}` }));
    for (const place of barePlaces)
      await place.process.call('startBaseline', { port: place.port, issuer: place.issuer, portals, people, cookieKey });

    const ours: Side = {
      processes: ourPlaces.map((place) => place.process),
      worlds: worldsOf(
        ourPlaces.map((place) => ({ ...place, issuer })),
        people,
      ),
    };
    const bare: Side = { processes: barePlaces.map((place) => place.process), worlds: worldsOf(barePlaces, people) };
    const hashers = Array.from({ length: options.workers }, launch);
    const database = await postgresCpu(options.databaseUrl);

    const rows: Row[] = [];
    const steps: Steps[] = [];
    for (const [profile, path] of chosen(options.only)) {
      options.progress(`${path.name} (${profile})`);
      const mine = portals.filter((portal) => portal.profile === profile);
      if (options.statements) {
        steps.push({
          profile,
          path: path.name,
          steps: await traceSteps({ side: ours, path, portals: mine, listen: (next) => void (trace = next) }),
        });
      }
      rows.push(await row({ options, profile, path, portals: mine, ours, bare, hashers, database }));
    }
    return { rows, steps };
  } finally {
    await Promise.all(closing.map((close) => close().catch(() => undefined)));
    await Promise.all(started.map((each) => each.stop()));
  }
}

function chosen(only: readonly string[] | undefined): (readonly [Profile, Path])[] {
  const all = profiles.flatMap((profile) =>
    paths.filter((path) => path.profiles.includes(profile)).map((path) => [profile, path] as const),
  );
  if (only === undefined) return all;
  const unknown = only.filter((name) => !all.some(([profile, path]) => name === path.name || name === `${profile}/${path.name}`));
  if (unknown.length > 0) throw new Error(`there is no path ${unknown.join(', ')}; there are ${paths.map((path) => path.name).join(', ')}`);
  return all.filter(([profile, path]) => only.includes(path.name) || only.includes(`${profile}/${path.name}`));
}

/** Rounds in turns: whatever else the machine does meanwhile meets all sides alike. */
async function row(input: {
  options: BenchOptions;
  profile: Profile;
  path: Path;
  portals: readonly Portal[];
  ours: Side;
  bare: Side;
  hashers: readonly Process[];
  database: Awaited<ReturnType<typeof postgresCpu>>;
}): Promise<Row> {
  const { options, path, portals, profile } = input;
  const { concurrency, rounds, seconds, iterations } = options;
  const against = (side: 'baseline' | 'hash'): boolean => path.against.includes(side);
  const load = { concurrency, seconds: seconds / rounds, iterations, portals, path };
  const ours = measure({ ...load, side: input.ours, database: input.database });
  const bare = against('baseline') ? measure({ ...load, side: input.bare, database: null }) : null;
  const { size } = options.options.passwordPool;
  const hash = against('hash')
    ? measureHash({ processes: input.hashers, atOnce: size, seconds: load.seconds, iterations, argon2: options.options.argon2 })
    : null;
  const sides = [ours, bare, hash].filter((side) => side !== null);
  for (const side of sides) await side.warmUp();
  for (let round = 0; round < rounds; round += 1) for (const side of sides) await side.round();
  if (options.profileTo !== undefined) {
    const file = join(options.profileTo, `${profile}-${path.name}.cpuprofile`);
    const server = input.ours.processes[0];
    await ours.apart({ before: async () => server?.call('startProfile', null), after: async () => server?.call('stopProfile', { file }) });
  }
  return {
    profile,
    path: path.name,
    about: path.about,
    ours: ours.result(),
    baseline: bare?.result() ?? null,
    hash: hash?.result() ?? null,
  };
}

async function version(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version').finally(() => client.end());
  return rows[0]?.server_version ?? 'unknown';
}
