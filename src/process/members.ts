import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#config';
import type { Log } from '#shared/log';
import { aborted } from './stop-signal.ts';

/** What a started process serves. */
interface Serving {
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
  drain(): Promise<void>;
  stop(): Promise<void>;
}

interface MembersOptions {
  readonly config: Config;
  readonly log: Log;
  /** Roles that run in one process. */
  readonly once: readonly string[];
  /** The embedded database's address, when there is one; the members connect to it and never own it. */
  readonly embeddedUrl: string | undefined;
}

/**
 * Runs the roles that can share their ports in `WORKERS` processes, and those that must not run twice in one more. Resolves when all are
 * ready; rejects when one of them cannot start. Later a member that dies is replaced, after a wait that doubles while it keeps dying.
 */
export async function startMembers({ config, log, once, embeddedUrl }: MembersOptions): Promise<Serving> {
  const shared = config.roles.filter((role) => !once.includes(role));
  const single = config.roles.filter((role) => once.includes(role));
  const places: (readonly string[])[] = shared.length === 0 ? [] : Array.from({ length: config.workers }, () => shared);
  if (single.length > 0) places.push(single);
  const living = new Set<Worker>();
  const addresses = new Map<string, Serving['addresses'][number]>();
  const stop = new AbortController();

  const keep = (roles: readonly string[], started: { ready(): void; failed(error: Error): void }, deaths = 0): void => {
    const member = cluster.fork({
      ROLES: roles.join(','),
      // Empty counts as not given: a port of the worker means nothing to the others, and is refused there.
      ...(roles.includes('worker') ? {} : { WORKER_PORT: '' }),
      ...(embeddedUrl === undefined ? {} : { DATABASE_URL: embeddedUrl }),
    });
    const born = performance.now();
    let ready = false;
    living.add(member);
    member.on('message', (message) => {
      const said = message as { ready?: Serving['addresses'] };
      if (said.ready === undefined) return;
      ready = true;
      for (const address of said.ready) addresses.set(address.name, address);
      started.ready();
    });
    member.once('exit', (code, signal) => {
      living.delete(member);
      if (stop.signal.aborted) return;
      if (!ready) started.failed(new Error(`a process for ${roles.join(', ')} did not start; its own message is above`));
      const count = performance.now() - born > 60_000 ? 0 : deaths + 1;
      const wait = Math.min(30_000, 250 * 2 ** count);
      log.error({ roles, code, signal, wait }, 'a process died; another takes its place');
      setTimeout(() => {
        if (!stop.signal.aborted) keep(roles, { ready: () => undefined, failed: () => undefined }, count);
      }, wait).unref();
    });
  };

  const drain = async (): Promise<void> => {
    for (const member of living) if (member.isConnected()) member.send('drain');
    await pause(config.drainSeconds * 1000);
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.all(
      [...living].map(async (member) => {
        const exited = new Promise((resolve) => member.once('exit', resolve));
        if (member.isConnected()) member.send('stop');
        await exited;
      }),
    );
  };
  try {
    await Promise.all(places.map((roles) => new Promise<void>((ready, failed) => keep(roles, { ready, failed }))));
  } catch (error) {
    await end();
    throw error;
  }
  return { addresses: [...addresses.values()], drain, stop: end };
}

/**
 * The life of one member: it starts its roles, says so, and stops when the primary says so or is gone. Signals are the primary's
 * business: a Ctrl-C reaches every process of the terminal, and a member that acted on it would be replaced.
 */
export async function liveAsMember(start: () => Promise<Serving>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const stop = new AbortController();
  let running: Serving | undefined;
  process.on('message', (message) => {
    if (message === 'drain') void running?.drain();
    if (message === 'stop') stop.abort();
  });
  process.on('disconnect', () => {
    stop.abort();
  });
  running = await start();
  process.send?.({ ready: running.addresses });
  await aborted(stop.signal);
  await running.stop();
  if (process.connected) process.disconnect();
}
