import { setTimeout as pause } from 'node:timers/promises';
import type { Path } from './paths.ts';
import type { Portal } from './portal.ts';
import type { Steps } from './report.ts';
import type { Side } from './steps.ts';

const TIMES = 3;

/** Walks a path alone, one request at a time, and tells which statements each protocol step sends. */
export async function traceSteps(input: {
  side: Side;
  path: Path;
  portals: readonly Portal[];
  listen: (trace: ((step: string) => Promise<void>) | undefined) => void;
}): Promise<Steps['steps']> {
  const [server] = input.side.processes;
  const [world] = input.side.worlds;
  if (server === undefined || world === undefined) throw new Error('there is no server to trace');
  const statements = async () => (await server.call('usage', null)).statements;
  const walk = async (): Promise<void> => {
    for (const work of await input.path.prepare(world, input.portals, TIMES)) await work();
  };
  // People, portals and pairs are met for the first time once; what comes after is what counts.
  await walk();
  const works = await input.path.prepare(world, input.portals, TIMES);
  const found: Record<string, Record<string, number>> = {};
  let known = await statements();
  input.listen(async (step) => {
    // What a request sends after its answer belongs to it too.
    await pause(10);
    const now = await statements();
    const mine = (found[step] ??= {});
    for (const [name, times] of now) {
      const sent = times - (known.get(name) ?? 0);
      if (sent > 0) mine[name] = (mine[name] ?? 0) + sent / TIMES;
    }
    known = now;
  });
  try {
    for (const work of works) await work();
  } finally {
    input.listen(undefined);
  }
  return found;
}
