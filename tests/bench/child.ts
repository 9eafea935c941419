import { start as startProfiler, type Profiler } from './profiler.ts';
import type { Calls, Served } from './calls.ts';
import type { RunningService } from './services/serve.ts';

/**
 * The entry of every process that is measured: our provider, the bare one, one of the services, or the
 * password hash alone. It loads only
 * what its kind needs, does what the bench asks by message, and ends with the bench.
 */
let served: Served | undefined;
let service: RunningService | undefined;
let profiler: Profiler | undefined;

const running = (): Served => {
  if (served === undefined) throw new Error('the process serves nothing yet');
  return served;
};

const calls: { [Name in keyof Calls]: (input: Calls[Name]['input']) => Promise<Calls[Name]['output']> } = {
  async startOurs(input) {
    served = await (await import('./ours.ts')).serveOurs(input);
  },
  async startBaseline(input) {
    served = await (await import('./baseline.ts')).serveBaseline(input);
  },
  async startService(input) {
    service = await (await import('./services/serve.ts')).serveService(input);
    served = service;
  },
  prepareService({ path, count }) {
    if (service === undefined) throw new Error('the process is no service');
    return service.prepare(path, count);
  },
  seed: async (input) => (await import('./ours.ts')).seedOurs(input),
  sessions: ({ count, offset }) => running().sessions(count, offset),
  async usage() {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, statements: served?.statements() ?? new Map() };
  },
  hash: async (input) => (await import('./hash.ts')).verifyAlone(input),
  async startProfile() {
    profiler ??= await startProfiler();
    await profiler.resume();
  },
  async stopProfile({ file }) {
    await profiler?.pause(file);
  },
};

process.on('message', (message: { id: number; name: keyof Calls; input: never }) => {
  calls[message.name](message.input).then(
    (output) => process.send?.({ id: message.id, output }),
    (error: unknown) => process.send?.({ id: message.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
