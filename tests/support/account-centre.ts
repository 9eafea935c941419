import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createAccountCentre } from '#identity/account-centre';
import type { Account, Bound } from '#identity/accounts';
import { identityMessages as messages } from '#identity';
import { createDisclosures, type AccountPrincipal, type AccountSessions } from '#identity/provider';
import { amrOf, type Proof } from '#identity/sign-in';
import { createStore } from '#identity/store';
import { createAssets, createOrigin, problemPage, redirect } from '#shared/http';
import { createLog } from '#shared/log';
import { withShared } from '#shared/texts';
import { createMetrics } from '#shared/metrics';
import { createView, viewFolders } from '#shared/view';
import { accountsForTest, rp } from './accounts.ts';
import { SoftwareAuthenticator } from './authenticator.ts';
import type { TestDatabase } from './database.ts';
import { freePort } from './free-port.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads; it is not followed. */
  readonly location: string | null;
  readonly headers: Headers;
}

export interface Browser {
  readonly uid: string;
  readonly principal: AccountPrincipal;
  get(path: string): Promise<Answer>;
  /** Posts a form with the token of this browser. */
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Answer>;
  postJson(path: string, body: object): Promise<Answer>;
}

/** The account centre on the real HTTP edge, accounts, store and database; only who is signed in is decided by the test. */
export async function accountCentreForTest(database: TestDatabase) {
  const origin = `http://localhost:${String(await freePort())}`;
  const world = accountsForTest(database, { rp: { ...rp, origin } });
  const { db, admin } = database;
  const { accounts, clock } = world;
  const loggedOut: { clientId: string; sid: string }[] = [];
  const store = createStore({
    db,
    clock,
    findClient: async () => undefined,
    onRace: () => undefined,
    async enqueueLogout(_tx, logout) {
      loggedOut.push(logout);
    },
  });
  const principals = new Map<string, AccountPrincipal>();
  const sessions: AccountSessions = {
    current: async (ctx) => principals.get(ctx.get('x-session')) ?? null,
    require: () => ({
      name: 'account',
      async admit({ koa, here }) {
        const principal = await sessions.current(koa);
        return principal === null ? { instead: redirect(sessions.signInUrl(koa.method === 'GET' ? here : '/account')) } : { principal };
      },
    }),
    signInUrl: (path, more = {}) =>
      `/authorize?${new URLSearchParams({ path, ...(more.maxAgeSeconds === undefined ? {} : { max_age: String(more.maxAgeSeconds) }), ...(more.beyond === undefined ? {} : { beyond: more.beyond }), ...(more.create ? { prompt: 'create' } : {}) }).toString()}`,
    returnPath: (state) => (state === 'good' ? '/account/security' : '/account'),
  };
  const centre = createAccountCentre({
    ...{ db, clock, accounts, store, sessions, events: world.deps.events, notifier: world.deps.notifier },
    disclosures: createDisclosures({ db, clock }),
    phoneChangeSeconds: 604_800,
    signedOut: {
      note: () => undefined,
      model: async (_ctx, signedIn) => ({ signedIn, told: [], underWay: [], notReached: [], cannotBeTold: [] }),
    },
    live: { current: () => ({ provider: { cookieName: (type) => `identity_${type}` } }) },
  });
  const assets = createAssets();
  const app = createOrigin({
    ...{ name: 'identity', publicUrl: new URL(origin), trustedProxies: 0, cookieKey: Buffer.alloc(32, 1) },
    ...{
      routes: centre.routes,
      before: [assets.middleware],
      problemPage,
      urls: {},
      sandbox: false,
      log: createLog({ level: 'silent' }),
      metrics: createMetrics(),
    },
    view: createView({ folders: viewFolders, messages: withShared(messages), asset: assets.url, cache: true }),
    ready: async () => undefined,
    traceId: () => randomBytes(8).toString('hex'),
  });
  const server = app.listen(Number(new URL(origin).port), 'localhost');
  await once(server, 'listening');

  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> => {
    const response = await fetch(origin + path, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', 'accept-language': 'en', ...init.headers },
    });
    return { status: response.status, text: await response.text(), location: response.headers.get('location'), headers: response.headers };
  };

  /** A browser without a session. */
  const stranger = (): Pick<Browser, 'get' | 'post' | 'postJson'> => browserFor('');

  function browserFor(uid: string): Pick<Browser, 'get' | 'post' | 'postJson'> {
    let cookie = '';
    let token = '';
    const prepare = async (): Promise<void> => {
      if (token !== '') return;
      const page = await send('/account/security', { headers: { 'x-session': [...principals.keys()][0] ?? '' } });
      cookie = page.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      token = /name="_csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    };
    return {
      get: (path) => send(path, { headers: { 'x-session': uid, ...(cookie === '' ? {} : { cookie }) } }),
      async post(path, fields = {}) {
        await prepare();
        return send(path, {
          method: 'POST',
          body: new URLSearchParams({ _csrf: token, ...fields }),
          headers: { 'x-session': uid, cookie },
        });
      },
      async postJson(path, body) {
        await prepare();
        return send(path, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'x-session': uid, cookie, 'content-type': 'application/json', 'x-csrf-token': token },
        });
      },
    };
  }

  /** Signs the account in with these factors, so many seconds ago, in a browser of its own. */
  async function signIn(account: Account, kinds: readonly Proof['kind'][], ago = 0, bound: Bound = 3): Promise<Browser> {
    const uid = randomBytes(12).toString('hex');
    const now = clock.now();
    const amr = amrOf(kinds.map((kind) => ({ kind, at: clock.epoch() - ago, bound })));
    const expiresAt = new Date(now.getTime() + 1_800_000);
    await admin.query(
      `INSERT INTO identity.oidc_session (uid, id, account_id, login_ts, login, payload, created_at, seen_at, expires_at, sweep_at, user_agent, ip)
       VALUES ($1, $2, $3, $4, $5, '{}', $6, $6, $7, $7, $8, '203.0.113.7')`,
      [
        uid,
        randomBytes(32),
        account.id,
        clock.epoch() - ago,
        JSON.stringify({ accountId: account.id, amr }),
        now,
        expiresAt,
        'Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile',
      ],
    );
    await admin.query(`INSERT INTO identity.oidc_session_client (session_uid, client_id, sid) VALUES ($1, 'portal', $2)`, [
      uid,
      `sid-${uid}`,
    ]);
    const principal: AccountPrincipal = { account, sessionUid: uid, level: 'LoA1', amr, authTime: clock.epoch() - ago, expiresAt };
    principals.set(uid, principal);
    return { uid, principal, ...browserFor(uid) };
  }

  async function addPasskey(account: Account, label = 'Khóa', bound: Bound = 3): Promise<string> {
    const ceremony = randomBytes(16).toString('hex');
    const options = await accounts.passkeys.beginRegistration(db, { ceremony, account, bound });
    const response = new SoftwareAuthenticator(origin).create(options);
    const passkey = await accounts.passkeys.finishRegistration(db, { ceremony, accountId: account.id, label, response });
    if (passkey === null) throw new Error('not registered');
    return passkey.id;
  }

  const eventTypes = async (accountId: string): Promise<string[]> => {
    const { rows } = await admin.query<{ type: string }>('SELECT type FROM identity.audit_event WHERE account_id = $1 ORDER BY at, id', [
      accountId,
    ]);
    return rows.map((row) => row.type);
  };
  const living = async (accountId: string): Promise<string[]> => (await store.listSessions(db, accountId)).map((session) => session.uid);

  return {
    ...world,
    origin,
    database,
    store,
    centre,
    loggedOut,
    stranger,
    signIn,
    addPasskey,
    eventTypes,
    living,
    close: () => void (server.closeAllConnections(), server.close()),
  };
}

/** The six digits of the newest message to this number or address. */
export function codeTo(sent: readonly { to: string; text: string }[], to: string): string {
  return /\b(\d{6})\b/.exec(sent.findLast((message) => message.to === to)?.text ?? '')?.[1] ?? '';
}
