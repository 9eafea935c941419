import type { BenchOptions } from '../bench.ts';
import { freePort } from '../free-ports.ts';
import { createHttp } from '../http.ts';
import { measure } from '../measure.ts';
import type { Path } from '../paths.ts';
import { postgresCpu } from '../postgres-cpu.ts';
import { startProcess, type Process } from '../process.ts';
import type { Row, Steps } from '../report.ts';
import { traceSteps } from '../trace.ts';
import { servicePaths, type Prepared, type Service } from './contract.ts';

type ServicePath = (typeof servicePaths)[number];

/** The paths of --only that are the services', by name or `service/name`. All unless given. */
export function chosenServicePaths(only: readonly string[] | undefined): readonly ServicePath[] {
  return servicePaths.filter(
    ({ service, name }) => only === undefined || only.includes(name) || only.includes(service) || only.includes(`${service}/${name}`),
  );
}

/** Everything of --only that is not the services'. */
export const notOfServices = (only: readonly string[]): readonly string[] =>
  only.filter((wanted) => !servicePaths.some(({ service, name }) => [name, service, `${service}/${name}`].includes(wanted)));

/** Measures the chosen paths, each service in processes of its own. There is nothing to compare them with. */
export async function benchServices(
  options: Omit<BenchOptions, 'accounts' | 'portals' | 'only' | 'profileTo'>,
  chosen: readonly ServicePath[],
): Promise<{ rows: Row[]; steps: Steps[] }> {
  const rows: Row[] = [];
  const steps: Steps[] = [];
  for (const service of new Set(chosen.map((path) => path.service))) {
    const running = await start(service, options);
    try {
      const database = await postgresCpu(options.databaseUrl);
      for (const path of chosen.filter((each) => each.service === service)) {
        options.progress(`${path.name} (${service})`);
        const load = { side: running.side, path: running.walk(path), portals: [] };
        if (options.statements) {
          steps.push({ profile: service, path: path.name, steps: await traceSteps({ ...load, listen: running.listen }) });
        }
        const { concurrency, iterations, rounds, seconds } = options;
        const measured = measure({ ...load, concurrency, iterations, seconds: seconds / rounds, database });
        await measured.warmUp();
        for (let round = 0; round < rounds; round += 1) await measured.round();
        rows.push({ profile: service, path: path.name, about: path.about, ours: measured.result(), baseline: null, hash: null });
      }
    } finally {
      await running.stop();
    }
  }
  return { rows, steps };
}

async function start(
  service: Service,
  options: Pick<BenchOptions, 'workers' | 'databaseUrl' | 'databasePool' | 'options' | 'concurrency'>,
) {
  let trace: ((step: string) => Promise<void>) | undefined;
  const places = await Promise.all(
    Array.from({ length: options.workers }, async () => ({ process: startProcess(), port: await freePort() })),
  );
  const origin = `http://localhost:${places[0]?.port ?? 0}`;
  const worlds = places.map(({ process, port }) => ({
    issuer: origin,
    http: createHttp(origin, port, { after: (step) => trace?.(step) }),
    people: [],
    sessions: () => Promise.reject(new Error('a service signs nobody in')),
    process,
  }));
  const stop = async (): Promise<void> => {
    await Promise.all(worlds.map((world) => world.http.close().catch(() => undefined)));
    await Promise.all(places.map(({ process }) => process.stop()));
  };
  try {
    const common = { service, origin, databaseUrl: options.databaseUrl, poolSize: options.databasePool, options: options.options };
    for (const { process, port } of places) await process.call('startService', { ...common, port });
  } catch (error) {
    await stop();
    throw error;
  }
  const prepared = (process: Process | undefined, path: ServicePath, count: number): Promise<readonly Prepared[]> => {
    if (process === undefined) throw new Error('a world without a process');
    return process.call('prepareService', { path: path.name, count });
  };
  return {
    side: { processes: places.map(({ process }) => process), worlds },
    listen: (next: typeof trace): void => void (trace = next),
    walk: (path: ServicePath): Path => ({
      name: path.name,
      about: path.about,
      profiles: [],
      against: [],
      async prepare(world, _portals, count) {
        const asks = await prepared(worlds.find((each) => each.http === world.http)?.process, path, count);
        return asks.map(({ fields, says, ...ask }) => {
          const whole = { ...ask, ...(fields === undefined ? {} : { form: new URLSearchParams(fields) }) };
          return async () => {
            const { text } = await world.http.send(whole);
            if (says !== undefined && !text.includes(says)) throw new Error(`${ask.step}: ${text.slice(0, 300)}`);
          };
        });
      },
    }),
    stop,
  };
}
