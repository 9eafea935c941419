import type { Log } from '#shared/log';

/** A second request within this time is the same one: npm passes Ctrl-C on although the terminal sent it to everybody already. */
const sameRequestMs = 1000;

/**
 * Aborts, for the reason of the signal's name, when somebody asks the program to stop. Asking again, later, ends it at once. Under `npm start` the end of npm counts as
 * asking, so that a killed npm leaves nothing behind that holds the ports.
 */
export function stopSignal(log: Log, startedByNpm: boolean): AbortController {
  const stop = new AbortController();
  let askedAt: number | undefined;
  const ask = (signal: NodeJS.Signals): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      log.info({ signal }, 'stopping; ask again to stop at once');
      stop.abort(signal);
    } else if (performance.now() - askedAt > sameRequestMs) {
      log.warn('stopping at once');
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent || stop.signal.aborted) return;
    log.warn('npm is gone; stopping');
    stop.abort();
  }, 300).unref();
  if (!startedByNpm) clearInterval(watch);
  return stop;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}

/** Once everything has been stopped nothing keeps the process alive. If something does, says what and ends. */
export function expectEnd(log: Log): void {
  setTimeout(() => {
    log.error({ still: process.getActiveResourcesInfo() }, 'something was not closed; ending anyway');
    process.exit(1);
  }, 5000).unref();
}
