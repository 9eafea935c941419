import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '#shared/log';
import type { Db } from './db.ts';

/** Hears what other processes announce with NOTIFY. */
export interface Listener {
  /** `handler` gets the payload, or null when announcements may have been missed and everything must be read anew. */
  on(channel: string, handler: (payload: string | null) => void): void;
  /** Connects and stays connected until the signal aborts; resolves after the first connection. */
  start(): Promise<void>;
}

/** One connection of its own for all channels; when it breaks it is made anew and every handler is told null. */
export function createListener(options: { db: Db; log: Log; signal: AbortSignal }): Listener {
  const { db, log, signal } = options;
  const handlers = new Map<string, ((payload: string | null) => void)[]>();
  const tellAll = (): void => {
    for (const each of handlers.values()) for (const handler of each) handler(null);
  };
  const connect = async (): Promise<pg.Client> => {
    const client = await db.dedicated();
    client.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    for (const channel of handlers.keys()) await client.query(`LISTEN "${channel.replaceAll('"', '')}"`);
    return client;
  };
  const broken = (client: pg.Client): Promise<void> =>
    new Promise((resolve) => {
      client.once('error', () => resolve());
      client.once('end', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const supervise = async (first: pg.Client): Promise<void> => {
    let client: pg.Client | null = first;
    for (;;) {
      if (client !== null) {
        await broken(client);
        await client.end().catch(() => undefined);
      }
      if (signal.aborted) return;
      log.warn('the notification channel broke; connecting again');
      await pause(500, undefined, { ref: false });
      client = await connect().catch((error: unknown) => {
        log.warn({ err: error }, 'the notification channel is still away');
        return null;
      });
      if (client !== null) tellAll();
    }
  };
  return {
    on(channel, handler) {
      handlers.set(channel, [...(handlers.get(channel) ?? []), handler]);
    },
    async start() {
      const client = await connect();
      void supervise(client);
    },
  };
}
