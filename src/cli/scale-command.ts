import type { Module } from '#module';
import { CommandFailed } from '#module/command';
import type { Clock } from '#shared/clock';
import type { ProgramCall, Runnable } from './runnable.ts';

const MOST = 100_000_000;

/** `seed scale` for every module that can fill its tables; each has an option of its own. */
export function scaleCommand(modules: readonly Module[]): Runnable {
  const filling = modules.flatMap((module) => (module.scale === undefined ? [] : [{ module, scale: module.scale }]));
  const options = filling.map(({ scale }) => scale.what);
  return {
    name: 'seed scale',
    usage: options.map((what) => `[--${what} N]`).join(' '),
    about: `Fills the databases with fictitious ${options.join(' and ')}, to see what size costs. Only where the host of IDENTITY_URL is localhost.`,
    more: `They are the same on every database: the command makes those of the first N that are missing, so it can be broken off
and repeated, and a larger N adds to a smaller one. ${filling.map(({ scale }) => scale.about).join(' ')}
Nothing removes them again. Progress goes to standard error.`,
    example: `npm run -s cli -- seed scale ${options.map((what, at) => `--${what} ${10_000 / (at + 1)}`).join(' ')}`,
    options,
    async run(call) {
      const wanted = filling.map(({ module, scale }) => ({ scale, host: call.hostOf(module), count: countOf(call, scale.what) }));
      if (wanted.some(({ host }) => !host.at.localhost))
        throw new CommandFailed('seed scale works only where the host of IDENTITY_URL is localhost');
      if (wanted.every(({ count }) => count === 0))
        throw new CommandFailed(`say how many: ${options.map((what) => `--${what} N`).join(', ')} or both`);
      const created: Record<string, number> = {};
      for (const { scale, host, count } of wanted) {
        const progress = teller(call, host.clock, { what: scale.what, wanted: count });
        created[scale.what] = count === 0 ? 0 : await scale.make(host, { count, progress });
      }
      const made = Object.entries(created).map(([what, count]) => `${count} ${what}`);
      return { json: { created }, text: `${made.join(' and ')} made` };
    },
  };
}

function countOf({ options }: ProgramCall, name: string): number {
  const value = Number(options[name] ?? 0);
  if (!Number.isInteger(value) || value < 0 || value > MOST) throw new CommandFailed(`--${name} must be a whole number up to ${MOST}`);
  return value;
}

/** A line every few seconds, and one at the end, with the rate so far. */
function teller({ tell }: ProgramCall, clock: Clock, { what, wanted }: { what: string; wanted: number }): (done: number) => void {
  const began = clock.now().getTime();
  let told = began;
  return (done) => {
    const now = clock.now().getTime();
    if (now - told < 2000 && done < wanted) return;
    told = now;
    tell(`${what}: ${done} of ${wanted}, ${Math.round((done * 1000) / Math.max(1, now - began))} a second`);
  };
}
