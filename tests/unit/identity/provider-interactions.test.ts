import type { Context } from 'koa';
import { errors } from 'oidc-provider';
import { beforeEach, describe, expect, test } from 'vitest';
import { createInteractions } from '#identity/provider';
import { InteractionEnded } from '#identity/sign-in';
import { createRequestMemory } from '#identity/store';
import type { Write } from '#identity/writes';
import { fixedClock } from '#shared/clock';
import { oneBrowser } from '../../support/one-browser.ts';

const START = Math.floor(new Date('2026-03-01T08:00:00Z').getTime() / 1000);
const clock = fixedClock(new Date(START * 1000));
const memory = createRequestMemory();
const browser = oneBrowser();
const ended: string[] = [];
const saved: number[] = [];
let lost: NonNullable<Write['lost']> = async () => undefined;

const interactions = createInteractions({
  provider: () => ({ cookieName: (name: string) => name }) as never,
  clients: {} as never,
  store: {
    flowOf: () => null,
    isOf: () => true,
    rebind: async () => true,
    finishSignIn: (_found, to) => ({
      kind: 'finish-interaction',
      id: Buffer.alloc(1),
      until: clock.now(),
      sealed: Buffer.alloc(1),
      from: Buffer.alloc(1),
      to,
      lost: () => lost(),
    }),
  },
  memory,
  browserSecrets: () => browser,
  portals: { ofSignIn: async () => null },
  clock,
  seconds: 900,
  endSession: async (uid, reason) => void ended.push(`${uid} ${reason}`),
});

/** A request whose sign-in has been loaded. */
function request(session?: { uid?: string; accountId: string }) {
  const ctx = { state: {} } as Context;
  const found = {
    ...{ uid: 'uid', jti: 'uid', iat: START, exp: START + 900, returnTo: 'https://id.example/authorize/uid', params: {}, session },
    prompt: { name: 'login', reasons: [], details: {} },
    result: undefined as unknown,
    save: async (seconds: number) => void saved.push(seconds),
  };
  memory.of(ctx).interaction = found as never;
  memory.of(ctx).session = (session ?? {}) as never;
  return { ctx, found };
}
const me = { accountId: 'me', level: 'LoA1', amr: ['pwd'], authTime: START, remember: true } as const;

beforeEach(() => {
  ended.length = 0;
  saved.length = 0;
  lost = async () => undefined;
});

describe('finishing a sign-in', () => {
  test('ends the session of somebody else in this browser before the new one begins', async () => {
    const { ctx, found } = request({ uid: 'theirs', accountId: 'somebody else' });
    await interactions.finish(ctx, 'uid', me);
    expect(ended).toEqual(['theirs another-person']);
    expect(found.session).toBeUndefined();
  });

  test('leaves the person’s own session alone', async () => {
    const { ctx, found } = request({ uid: 'mine', accountId: 'me' });
    const { to } = await interactions.finish(ctx, 'uid', me);
    expect([to, ended, found.session?.uid]).toEqual([found.returnTo, [], 'mine']);
    expect(found.result).toMatchObject({ login: { accountId: 'me', acr: 'LoA1', ts: START, remember: true } });
  });

  test('that somebody has taken up already says so, and any other failure is what it is', async () => {
    const { write } = await interactions.finish(request().ctx, 'uid', me);
    lost = () => Promise.reject(new errors.SessionNotFound('gone'));
    await expect(write.lost?.()).rejects.toBeInstanceOf(InteractionEnded);
    lost = () => Promise.reject(new Error('the audit row could not be written'));
    await expect(write.lost?.()).rejects.toThrow('audit row');
  });
});

describe('extending a sign-in', () => {
  test('gives its whole time anew, ten times (WCAG 2.2, 2.2.1), and no more than that since it began', async () => {
    const { ctx } = request();
    clock.advance(600);
    expect((await interactions.extend(ctx, 'uid')).getTime() / 1000).toBe(START + 1500);
    clock.advance(8700);
    expect((await interactions.extend(ctx, 'uid')).getTime() / 1000).toBe(START + 9900);
    expect(saved).toEqual([900, 600]);
  });
});
