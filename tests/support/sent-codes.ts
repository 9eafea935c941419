import { setTimeout as pause } from 'node:timers/promises';

/**
 * The newest six-digit code that was sent to somebody, each handed out once: messages arrive when the worker sends them, and a
 * code that was used before says nothing about one that is still on its way. `sent` answers the newest message first. Waits a minute.
 */
export function createSentCodes(sent: (to: string) => Promise<readonly string[]>): (to: string) => Promise<string> {
  const handed = new Set<string>();
  return async (to) => {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const found = (await sent(to)).map((text) => /\b\d{6}\b/.exec(text)?.[0]).find((code) => code !== undefined);
      if (found !== undefined && !handed.has(`${to} ${found}`)) {
        handed.add(`${to} ${found}`);
        return found;
      }
      await pause(100);
    }
    throw new Error(`no code was sent to ${to}`);
  };
}
