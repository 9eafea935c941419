import type { Config } from '#config';
import type { Handler, Module, Part } from '#module';
import { createProbes } from '#shared/http';
import { startRunner } from '#shared/jobs';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { isPresent, type Hosts } from './hosts.ts';

/** Of jobs that reach nobody outside: the regular work of a module. */
const INNER_JOBS = 4;

export interface WorkerOptions {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly modules: readonly Module[];
  readonly hosts: Hosts;
  readonly signal: AbortSignal;
  readonly beforeEnd: (finish: () => Promise<void>) => void;
  readonly serve: (port: number, handler: Handler) => Promise<number>;
}

/** Does the background jobs of every module that has some and is present here, until the program ends. */
export async function startWorker({ config, log, metrics, modules, hosts, signal, beforeEnd, serve }: WorkerOptions): Promise<void> {
  const parts: Part[] = [];
  for (const module of modules) {
    if (module.schema?.jobs !== true || !isPresent(config, module)) continue;
    const part = await hosts.partOf(module);
    const { tasks = {}, recurring = [] } = part;
    const db = hosts.hostOf(module).db();
    const queue = { schema: `${module.name}_jobs`, concurrency: INNER_JOBS, lanes: config.lanes };
    const runner = await startRunner({ db, ...queue, tasks, recurring, log, metrics, signal });
    beforeEnd(() => runner.stopped);
    parts.push(part);
  }
  if (config.workerPort === undefined) return;
  const ready = async (): Promise<void> => void (await Promise.all(parts.map((part) => part.ready())));
  await serve(config.workerPort, createProbes({ log, metrics, ready }).callback());
}
