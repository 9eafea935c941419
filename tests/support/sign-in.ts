import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAssets, createOrigin, problemPage } from '#shared/http';
import { createLog } from '#shared/log';
import { withShared } from '#shared/texts';
import { createMetrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import { randomToken } from '#shared/crypto';
import { identityMessages as messages } from '#identity';
import { createSignIn, type Interaction, type Interactions, type InteractionError, type SignedIn } from '#identity/sign-in';
import { createKnownBrowserCookie } from '#identity/provider';
import { createWrites } from '#identity/writes';
import { accountsForTest } from './accounts.ts';
import type { TestDatabase } from './database.ts';

export interface Page {
  /** Where redirects led. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Outcome =
  | { readonly kind: 'finished'; readonly result: SignedIn }
  | { readonly kind: 'granted' }
  | { readonly kind: 'failed'; readonly error: InteractionError; readonly description: string };

type Asked = Partial<Omit<Interaction, 'requested'>> & { readonly requested?: Partial<Interaction['requested']> };

type Cookies = Map<string, string>;

/** The memory has nothing to write. */
const nothing = { kind: 'give-back', keys: [], afresh: null } as const;

/** The sign-in pages on the real HTTP edge, the real accounts and a real database; only the protocol engine is a memory. */
export async function signInForTest(database: TestDatabase) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  const world = accountsForTest(database, { rp: { id: 'localhost', name: 'Một Cửa', origin } });
  const running = new Map<string, Interaction>();
  const outcomes = new Map<string, Outcome[]>();
  const ended: { accountId: string; reason: string }[] = [];
  const conclude = async (uid: string, outcome: Outcome): Promise<string> => {
    outcomes.set(uid, [...(outcomes.get(uid) ?? []), outcome]);
    return `/resumed/${uid}`;
  };
  const interactions: Interactions = {
    load: async (_ctx, uid) => running.get(uid) ?? null,
    finish: async (_ctx, uid, result) => ({ to: await conclude(uid, { kind: 'finished', result }), write: nothing }),
    goOn: async () => true,
    waysOn: async () => ({ signedIn: false, portal: null }),
    grant: (_ctx, uid) => conclude(uid, { kind: 'granted' }),
    fail: (_ctx, uid, error, description) => conclude(uid, { kind: 'failed', error, description }),
    extend: async () => new Date(world.clock.now().getTime() + 900_000),
  };
  const log = createLog({ level: 'silent' });
  const writes = createWrites({ db: database.db, clock: world.clock });
  const assets = createAssets();
  const { routes } = createSignIn({
    ...{ db: database.db, clock: world.clock, sealer: world.sealer, accounts: world.accounts, events: world.deps.events },
    ...{ notifier: world.deps.notifier, interactions, log, writes, evenMilliseconds: 0 },
    knownBrowser: createKnownBrowserCookie({ https: false }),
    async endSessions(_tx, accountId, reason) {
      ended.push({ accountId, reason });
    },
  });
  const app = createOrigin({
    ...{ name: 'identity', publicUrl: new URL(origin), trustedProxies: 0, cookieKey: Buffer.alloc(32, 1) },
    ...{ routes, before: [assets.middleware], problemPage, urls: {}, sandbox: false, log, metrics: createMetrics() },
    view: createView({ folders: viewFolders, messages: withShared(messages), asset: assets.url, cache: true }),
    ready: async () => undefined,
    traceId: () => randomToken(16),
  });
  server.on('request', (request, response) => void app.callback()(request, response));

  /** A portal sends somebody: the running interaction and a browser for it. */
  const ask = (given: Asked | Cookies = {}) => {
    const [asked, cookies] = given instanceof Map ? [{}, given] : [given, undefined];
    const uid = randomToken(16);
    running.set(uid, {
      ...{ uid, prompt: 'login', session: null, releases: [], expiresAt: new Date(world.clock.now().getTime() + 900_000) },
      portal: {
        id: 'portal',
        name: { vi: 'Cổng mẫu', en: 'Sample portal' },
        agencyName: { vi: 'Bộ mẫu', en: 'Ministry' },
        redirectOrigin: 'https://portal.example',
      },
      ...asked,
      requested: { level: 'LoA1', mustAuthenticateAgain: false, uiLocales: ['en'], ...asked.requested },
    });
    const base = `${origin}/sign-in/${uid}`;
    return { uid, base, outcomes: () => outcomes.get(uid) ?? [], end: () => running.delete(uid), ...browser(base, cookies) };
  };
  return { ...world, origin, ask, ended, close: () => void (server.closeAllConnections(), server.close()) };
}

/** A browser without scripts on the pages of one interaction: keeps cookies, sends the token of the page it last saw. */
function browser(base: string, before?: Cookies) {
  const cookies: Cookies = new Map(before);
  let csrf = '';
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const read = async (url: string, response: Response): Promise<Page> => {
    const page = { url, status: response.status, headers: response.headers, text: await response.text() };
    csrf = /name="_csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? csrf;
    return page;
  };
  const seen = async (path = ''): Promise<Page> => {
    let url = base + path;
    for (let hops = 0; hops < 5; hops += 1) {
      const response = await send(url, { method: 'GET' });
      const location = response.headers.get('location');
      if (location === null) return read(url, response);
      url = new URL(location, url).href;
    }
    throw new Error(`redirected in circles at ${url}`);
  };
  const token = async (): Promise<string> => {
    if (csrf === '') await seen();
    return csrf;
  };
  return {
    seen,
    /** To begin another sign-in in the same browser: `ask(cookies)`. */
    cookies,
    async post(
      path: string,
      form: Record<string, string> = {},
      options: { forged?: boolean; headers?: Record<string, string> } = {},
    ): Promise<Page> {
      const body = new URLSearchParams({ ...form, ...(options.forged === true ? {} : { _csrf: await token() }) });
      return read(base + path, await send(base + path, { method: 'POST', body, headers: options.headers ?? {} }));
    },
    async json(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
      const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': await token() };
      const answer = await send(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
  };
}

/** Path after `/sign-in/<uid>` that a redirect leads to, or the whole path when it leads out. */
export function leadsTo(page: Page): string {
  const location = page.headers.get('location') ?? `no redirect (${String(page.status)})`;
  return location.replace(/^\/sign-in\/[\w-]+/, '~');
}
