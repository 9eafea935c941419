import { randomBytes, randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { AdapterPayload } from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStore, type EndedSession, type Logout, type Store, type StoreOptions } from '#identity/store';
import type { StoredInteraction } from '#identity/store/models';
import { fixedClock } from '#shared/clock';
import { createDb, type Db } from '#shared/db';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { memoryOfOneBrowser } from '../../support/one-browser.ts';

let database: TestDatabase;
let db: Db;
let plain: StoreOptions;
let store: Store;
const clock = fixedClock(new Date('2026-03-01T08:00:00Z'));
const logouts: Logout[] = [];
const ended: EndedSession[] = [];
let statements: string[] = [];

beforeAll(async () => {
  database = await useDatabase();
  db = createDb({
    connectionString: database.url,
    role: 'mocua_identity',
    max: 10,
    applicationName: 'test',
    onIdleError: () => undefined,
    onStatement: (name) => statements.push(name),
  });
  plain = {
    db,
    clock,
    sessionMaxSeconds: 12 * 3600,
    findClient: () => Promise.resolve(undefined),
    onRace: () => undefined,
    enqueueLogout: (_tx, logout) => Promise.resolve(void logouts.push(logout)),
    onSessionEnded: (_tx, session) => Promise.resolve(void ended.push(session)),
    describeBrowser: () => ({ userAgent: 'Test/1.0', ip: '203.0.113.7' }),
  };
  store = createStore(plain);
});
afterAll(async () => {
  await db.close();
  await database.close();
});
beforeEach(() => {
  logouts.length = 0;
  ended.length = 0;
  statements = [];
});

type Session = AdapterPayload & { uid: string; jti: string; authorizations: Record<string, { sid?: string; grantId?: string }> };
const value = (): string => randomBytes(32).toString('base64url');
const sessions = () => store.adapter('Session');

async function signedIn(accountId: string = randomUUID(), clients: readonly string[] = [], ttl = 1800): Promise<Session> {
  const now = clock.epoch();
  const authorizations = Object.fromEntries(clients.map((each) => [each, { sid: `sid-of-${each}`, grantId: `grant-of-${each}` }]));
  const session = {
    kind: 'Session',
    jti: value(),
    uid: value(),
    iat: now,
    exp: now + ttl,
    accountId,
    loginTs: now,
    acr: 'LoA1',
    amr: ['pwd'],
    authorizations,
  };
  await sessions().upsert(session.jti, session, ttl);
  return session;
}
const load = async (id: string) => (await sessions().find(id)) as Session | undefined;
const save = (session: Session, ttl = 1800) => sessions().upsert(session.jti, { ...session, exp: clock.epoch() + ttl }, ttl);
async function token(model: string, more: Partial<AdapterPayload>): Promise<string> {
  const id = value();
  await store.adapter(model).upsert(id, { kind: model, jti: id, exp: clock.epoch() + 86_400, clientId: 'portal', ...more }, 86_400);
  return id;
}

const waitingForLock = async (): Promise<number | null> => {
  const text = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  return (await database.admin.query(text)).rowCount;
};

describe('ending sessions', () => {
  it('a session ended for any reason tells each portal once, and takes the tokens bound to it', async () => {
    const session = await signedIn(randomUUID(), ['portal', 'tax']);
    const common = { accountId: session.accountId, sessionUid: session.uid, grantId: value() };
    const bound = [
      await token('RefreshToken', { ...common, expiresWithSession: true }),
      await token('AccessToken', { ...common, expiresWithSession: true }),
    ] as const;
    const offline = await token('RefreshToken', common);
    const end = () => db.transaction((tx) => store.endSession(tx, { sessionUid: session.uid, reason: 'password-changed' }));
    const results = await Promise.all(Array.from({ length: 20 }, end));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(logouts).toEqual(
      ['portal', 'tax'].map((clientId) => ({ sessionUid: session.uid, clientId, accountId: session.accountId, sid: `sid-of-${clientId}` })),
    );
    expect(ended).toEqual([
      { sessionUid: session.uid, accountId: session.accountId, reason: 'password-changed', clients: ['portal', 'tax'] },
    ]);
    expect(await store.adapter('RefreshToken').find(bound[0])).toBeUndefined();
    expect(await store.adapter('AccessToken').find(bound[1])).toBeUndefined();
    expect(await store.adapter('RefreshToken').find(offline)).toBeDefined();
  });

  it('more tokens than one batch all go', async () => {
    const session = await signedIn();
    await database.admin.query(
      `INSERT INTO identity.access_token (id, session_uid, expires_with_session, expires_at, payload)
       SELECT sha256(i::text::bytea), $1, true, $2, '{}' FROM generate_series(1, 1203) i`,
      [session.uid, new Date(clock.now().getTime() + 1000)],
    );
    await db.transaction((tx) => store.endSession(tx, { sessionUid: session.uid, reason: 'logout' }));
    const left = await database.admin.query('SELECT 1 FROM identity.access_token WHERE session_uid = $1', [session.uid]);
    expect(left.rowCount).toBe(0);
  });

  it('all sessions of an account end except the one the person is using', async () => {
    const accountId = randomUUID();
    const [kept, ...others] = [await signedIn(accountId), await signedIn(accountId), await signedIn(accountId)];
    const stranger = await signedIn();
    expect(await db.transaction((tx) => store.endSessionsOf(tx, { accountId, exceptUid: kept?.uid ?? '', reason: 'others' }))).toBe(2);
    expect(await load(kept?.jti ?? '')).toBeDefined();
    expect(await load(stranger.jti)).toBeDefined();
    for (const each of others) expect(await load(each.jti)).toBeUndefined();
  });

  it('a request that was under way when the session ended does not bring it back', async () => {
    const session = await signedIn();
    const late = (await load(session.jti)) as Session;
    await sessions().destroy(session.jti);
    late.authorizations['portal'] = { sid: 'late' };
    await save(late);
    expect(await load(session.jti)).toBeUndefined();
    expect(await sessions().findByUid(session.uid)).toBeUndefined();
  });

  it('a portal entered while the session is being ended is told too', async () => {
    const session = await signedIn();
    const tab = await database.admin.pool.connect();
    await tab.query('BEGIN');
    await tab.query('UPDATE identity.oidc_session SET seen_at = seen_at WHERE uid = $1', [session.uid]);
    await tab.query("INSERT INTO identity.oidc_session_client (session_uid, client_id, sid) VALUES ($1, 'portal', 'entered')", [
      session.uid,
    ]);
    const end = db.transaction((tx) => store.endSession(tx, { sessionUid: session.uid, reason: 'logout' }));
    await expect.poll(() => waitingForLock()).toBe(1);
    await tab.query('COMMIT');
    tab.release();
    expect(await end).toBe(true);
    expect(logouts.map((each) => each.sid)).toEqual(['entered']);
  });

  it('leaving one portal tells that portal only', async () => {
    const session = await signedIn(randomUUID(), ['portal', 'tax']);
    const loaded = (await load(session.jti)) as Session;
    delete loaded.authorizations['tax'];
    await save(loaded);
    expect(logouts.map((each) => each.clientId)).toEqual(['tax']);
    expect(Object.keys(((await load(session.jti)) as Session).authorizations)).toEqual(['portal']);
  });

  it('two tabs that enter one portal at the same moment are both told when it ends', async () => {
    const session = await signedIn();
    const [one, two] = [(await load(session.jti)) as Session, (await load(session.jti)) as Session];
    one.authorizations['portal'] = { sid: 'first' };
    two.authorizations['portal'] = { sid: 'second' };
    await save(one);
    await save(two);
    await sessions().destroy(session.jti);
    expect(logouts.map((each) => each.sid).sort()).toEqual(['first', 'second']);
  });
});

describe('saving sessions', () => {
  it('is skipped when nothing has changed but the end, by less than a minute', async () => {
    const session = await signedIn(randomUUID(), ['portal']);
    const loaded = (await load(session.jti)) as Session;
    statements = [];
    clock.advance(59);
    await save(loaded);
    expect(statements).toEqual([]);
    clock.advance(2);
    await save(loaded);
    expect(statements).toEqual(['store.writes.apply']);
    expect((await load(session.jti))?.exp).toBe(clock.epoch() + 1800);
  });

  it('is not skipped when the session is to end more than a minute sooner', async () => {
    const session = await signedIn();
    await save((await load(session.jti)) as Session, 600);
    expect((await load(session.jti))?.exp).toBe(clock.epoch() + 600);
  });

  it('makes the former value of a cookie the current one again when a request comes with it', async () => {
    const session = await signedIn();
    const renamed = (await load(session.jti)) as Session;
    const fresh = value();
    await save({ ...renamed, jti: fresh });
    // The browser kept the older of two answers: what it brings is accepted, and by being used stays so.
    const former = (await load(session.jti)) as Session;
    statements = [];
    await save(former);
    expect(statements).toEqual(['store.writes.apply']);
    clock.advance(31);
    expect((await load(session.jti))?.uid).toBe(session.uid);
    expect(await load(fresh)).toBeUndefined();
  });

  it('writes what the provider changed inside an object that it was given', async () => {
    const now = clock.epoch();
    const visitor = { kind: 'Session', jti: value(), uid: value(), iat: now, exp: now + 600, state: { secret: 'x' } } as unknown as Session;
    await sessions().upsert(visitor.jti, visitor, 600);
    const loaded = (await load(visitor.jti)) as Session & { state: Record<string, string> };
    loaded.state['clientId'] = 'portal';
    await save(loaded, 600);
    expect(await load(visitor.jti)).toMatchObject({ state: { secret: 'x', clientId: 'portal' } });
  });

  it('an anonymous request under way does not undo or enter the sign-in of another', async () => {
    const now = clock.epoch();
    const visitor = { kind: 'Session', jti: value(), uid: value(), iat: now, exp: now + 600, state: { secret: 'x' } } as unknown as Session;
    await sessions().upsert(visitor.jti, visitor, 600);
    const [slow, signing, thief] = [
      (await load(visitor.jti)) as Session,
      (await load(visitor.jti)) as Session,
      (await load(visitor.jti)) as Session,
    ];
    const accountId = randomUUID();
    const signedInId = value();
    await save({ ...signing, jti: signedInId, accountId, loginTs: now, acr: 'LoA2' });
    await save(slow);
    const thiefId = value();
    await save({ ...thief, jti: thiefId });
    await save({ ...thief, jti: value(), accountId: randomUUID(), loginTs: now + 1 });
    expect(await load(signedInId)).toMatchObject({ accountId, acr: 'LoA2' });
    expect(await load(thiefId)).toBeUndefined();
    expect(await load(visitor.jti)).toBeUndefined();
  });

  it('is never prolonged past twelve hours from the authentication, nor past what a shared computer allows', async () => {
    const session = await signedIn();
    const start = clock.epoch();
    for (let half = 0; half < 24; half += 1) {
      const loaded = (await load(session.jti)) as Session;
      clock.advance(1750);
      await save(loaded);
    }
    expect((await load(session.jti))?.exp).toBe(start + 12 * 3600);
    const shared = await signedIn();
    const limit = new Date(clock.now().getTime() + 300_000);
    await store.annotateSession(db, { sessionUid: shared.uid, maxExpiresAt: limit, ip: '198.51.100.1' });
    await save((await load(shared.jti)) as Session);
    expect((await load(shared.jti))?.exp).toBe(limit.getTime() / 1000);
    expect(await store.listSessions(db, String(shared.accountId))).toMatchObject([
      { uid: shared.uid, userAgent: 'Test/1.0', ip: '198.51.100.1', acr: 'LoA1', amr: ['pwd'], clients: [] },
    ]);
  });
});

describe('a running sign-in', () => {
  it('comes with the state of its pages while that lives, and says nothing of it in what the provider saves', async () => {
    const interactions = createStore({ ...plain, memory: memoryOfOneBrowser() }).adapter('Interaction');
    const id = value();
    await interactions.upsert(
      id,
      { kind: 'Interaction', jti: id, exp: clock.epoch() + 600, params: { client_id: 'portal' } } as never,
      600,
    );
    const found = async () => (await interactions.find(id)) as unknown as StoredInteraction;
    expect(store.flowOf(await found())).toBeNull();
    await database.admin.query(
      'INSERT INTO identity.sign_in_flow (uid_hash, version, state, expires_at) VALUES (sha256($1::text::bytea), 3, $2, $3)',
      [id, { journey: 'sign-in' }, new Date(clock.now().getTime() + 60_000)],
    );
    const loaded = await found();
    expect(store.flowOf(loaded)).toEqual({ version: 3, state: { journey: 'sign-in' }, personal: null });
    expect(JSON.stringify(loaded)).not.toContain('journey');
    clock.advance(60);
    expect(store.flowOf(await found())).toBeNull();
  });
});

describe('a code that comes back', () => {
  it('is the same use sent twice for a second, and a theft from then on', async () => {
    const id = await token('AuthorizationCode', {});
    const codes = store.adapter('AuthorizationCode');
    await codes.consume(id);
    await expect(codes.find(id)).rejects.toThrow('invalid_grant');
    clock.advance(1);
    expect(await codes.find(id)).toMatchObject({ consumed: clock.epoch() - 1 });
  });
});

describe('clean-up', () => {
  it('removes what has expired in bounded batches, ends expired sessions properly and leaves the rest', async () => {
    const session = await signedIn(randomUUID(), ['portal'], 60);
    const living = await signedIn(randomUUID(), [], 86_400);
    const codes: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const id = value();
      codes.push(id);
      await store.adapter('AuthorizationCode').upsert(id, { kind: 'AuthorizationCode', jti: id, exp: clock.epoch() + 60 }, 60);
    }
    const request = value();
    await store
      .adapter('PushedAuthorizationRequest')
      .upsert(request, { kind: 'PushedAuthorizationRequest', jti: request, exp: clock.epoch() + 60 }, 60);
    clock.advance(1260);
    expect(await store.deleteExpired(db, { batch: 2, maxBatches: 2 })).toMatchObject({
      authorization_code: 4,
      pushed_authorization_request: 0,
    });
    await store.deleteExpired(db, { batch: 500, maxBatches: 20 });
    for (const code of codes) expect(await store.adapter('AuthorizationCode').find(code)).toBeUndefined();
    expect(ended).toContainEqual({ sessionUid: session.uid, accountId: session.accountId, reason: 'expired', clients: ['portal'] });
    expect(logouts).toContainEqual({ sessionUid: session.uid, clientId: 'portal', accountId: session.accountId, sid: 'sid-of-portal' });
    expect(await load(living.jti)).toBeDefined();
    expect(await store.adapter('PushedAuthorizationRequest').find(request)).toBeDefined();
    // As long as the longest sign-in that began with it, however often that was extended.
    clock.advance(9900 - 1260);
    expect(await store.deleteExpired(db, { batch: 500, maxBatches: 20 })).toMatchObject({ pushed_authorization_request: 0 });
    clock.advance(3600);
    expect(await store.deleteExpired(db, { batch: 500, maxBatches: 20 })).toMatchObject({ pushed_authorization_request: 1 });
  });

  it('withdrawing what an account allowed a client takes its tokens and no others', async () => {
    const accountId = randomUUID();
    const make = async (clientId: string) => {
      const id = value();
      await store.adapter('Grant').upsert(id, { kind: 'Grant', jti: id, accountId, clientId, exp: clock.epoch() + 60 }, 60);
      return { id, token: await token('RefreshToken', { accountId, clientId, grantId: id }) };
    };
    const [one, two] = [await make('portal'), await make('tax')];
    expect(await db.transaction((tx) => store.revokeGrants(tx, { accountId, clientId: 'portal' }))).toBe(1);
    expect(await store.adapter('RefreshToken').find(one.token)).toBeUndefined();
    expect(await store.findGrantId(db, accountId, 'portal')).toBeNull();
    expect(await store.adapter('RefreshToken').find(two.token)).toBeDefined();
    expect(await store.findGrantId(db, accountId, 'tax')).toBe(two.id);
  });

  it('a grant that has run out gives way to a new one', async () => {
    const accountId = randomUUID();
    const grant = (id: string) =>
      store.adapter('Grant').upsert(id, { kind: 'Grant', jti: id, accountId, clientId: 'portal', exp: clock.epoch() + 60 }, 60);
    const [old, fresh] = [value(), value()];
    await grant(old);
    clock.advance(61);
    expect(await store.findGrantId(db, accountId, 'portal')).toBeNull();
    await grant(fresh);
    expect(await store.findGrantId(db, accountId, 'portal')).toBe(fresh);
  });
});

describe('statements', () => {
  it('every statement of the store is accepted by the database and reads through an index', async () => {
    const paths = globSync('src/identity/store/**/*-sql.ts');
    const modules = await Promise.all(paths.map((path) => import(pathToFileURL(path).href) as Promise<unknown>));
    const found = new Map<string, string>();
    const collect = (thing: unknown): void => {
      if (typeof thing !== 'object' || thing === null) return;
      if ('text' in thing && 'name' in thing) found.set(String(thing.name), String(thing.text));
      else for (const each of Object.values(thing)) collect(each);
    };
    modules.forEach(collect);
    expect(found.size).toBeGreaterThan(40);
    await database.admin.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      for (const [name, text] of found) {
        const plan = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
        const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(lines, name).not.toMatch(/Seq Scan/);
      }
    });
  });
});
