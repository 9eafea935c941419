import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDisclosures } from '#identity/provider';
import { accountCentreForTest } from '../../support/account-centre.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let centre: Awaited<ReturnType<typeof accountCentreForTest>>;
beforeAll(async () => {
  database = await useDatabase();
  centre = await accountCentreForTest(database);
  await database.admin.query(
    `INSERT INTO identity.client (id, agency_code, name_vi, name_en, profile, metadata, scopes, created_at, updated_at)
     VALUES ('ministry-portal', 'G15', 'Cổng <Bộ>', 'Portal of the Ministry', 'fapi2', '{}', $1, now(), now())`,
    [
      JSON.stringify([
        {
          scope: 'profile',
          purpose_vi: 'Điền sẵn',
          purpose_en: 'Fill in your name',
          legal_basis: 'Nghị định 118/2025/NĐ-CP',
          consent: false,
        },
      ]),
    ],
  );
});
afterAll(async () => {
  centre.close();
  await database.close();
});

const signedIn = async () => {
  const account = await centre.make();
  return { account, browser: await centre.signIn(account, ['pwd']) };
};

describe('devices', () => {
  const refs = (text: string): string[] => [...text.matchAll(/name="session" value="([^"]+)"/g)].map(([, ref = '']) => ref);

  test('the list names devices in plain words, marks the present one and hides the provider’s ids', async () => {
    const { account, browser } = await signedIn();
    const other = await centre.signIn(account, ['pwd']);
    const page = await browser.get('/account/sessions');
    expect(page.text).toContain('Chrome on Android');
    expect(page.text).toContain('203.0.113.7');
    expect(page.text.match(/This device/g)).toHaveLength(1);
    expect(page.text).not.toContain(other.uid);
    expect(refs(page.text)).toHaveLength(1);
  });

  test('one session is ended and its portals are told; another person’s cannot be', async () => {
    const { account, browser } = await signedIn();
    const other = await centre.signIn(account, ['pwd']);
    const stranger = await signedIn();
    const extra = await centre.signIn(stranger.account, ['pwd']);
    const [foreign = ''] = refs((await stranger.browser.get('/account/sessions')).text);
    for (const session of [foreign, extra.uid, other.uid, '', 'x'])
      expect((await browser.post('/account/sessions/end', { session })).status).toBe(404);
    const [ref = ''] = refs((await browser.get('/account/sessions')).text);
    expect((await browser.post('/account/sessions/end', { session: ref })).location).toBe('/account/sessions?done=session-ended');
    expect(await centre.living(account.id)).toEqual([browser.uid]);
    expect(await centre.living(stranger.account.id)).toHaveLength(2);
    expect(centre.loggedOut.map(({ sid }) => sid)).toContain(`sid-${other.uid}`);
  });

  test('all others are ended at once', async () => {
    const { account, browser } = await signedIn();
    for (let index = 0; index < 3; index += 1) await centre.signIn(account, ['pwd']);
    await browser.post('/account/sessions/end-others');
    expect(await centre.living(account.id)).toEqual([browser.uid]);
  });

  test('signing out ends the session and clears the cookie, also when there is no session any more', async () => {
    const { account, browser } = await signedIn();
    const answer = await browser.post('/account/sign-out');
    expect(answer.location).toBe('/account/signed-out');
    expect(answer.headers.getSetCookie().some((line) => line.startsWith('identity_session=;') && line.includes('1970'))).toBe(true);
    expect(await centre.living(account.id)).toEqual([]);
    expect((await browser.post('/account/sign-out')).location).toBe('/account/signed-out');
    expect((await centre.stranger().get('/account/signed-out')).status).toBe(200);
  });

  test('extending goes through the provider and comes back to a page of the account centre only', async () => {
    const { browser } = await signedIn();
    expect((await browser.post('/account/extend', { here: '/account/security?lang=en' })).location).toBe(
      '/authorize?path=%2Faccount%2Fsecurity%3Flang%3Den',
    );
    for (const here of ['https://evil.example', '//evil.example', '/accounts', '/account/\\evil', '/sign-out', '']) {
      expect((await browser.post('/account/extend', { here })).location).toBe('/authorize?path=%2Faccount');
    }
  });
});

describe('history', () => {
  test('shows what happened to this account in plain words, and nothing of anybody else or without words', async () => {
    const { account, browser } = await signedIn();
    const stranger = await centre.make();
    const { events } = centre.deps;
    await events.record(database.db, {
      type: 'sign-in.succeeded',
      accountId: account.id,
      clientId: 'ministry-portal',
      actor: account.id,
      ip: '198.51.100.9',
    });
    await events.record(database.db, { type: 'password.rehashed', accountId: account.id, actor: account.id });
    await events.record(database.db, { type: 'something.unheard-of', accountId: account.id, actor: account.id });
    await events.record(database.db, { type: 'totp.removed', accountId: stranger.id, actor: stranger.id });
    const page = await browser.get('/account/activity');
    expect(page.text).toContain('Signed in');
    expect(page.text).toContain('Portal of the Ministry');
    expect(page.text).toContain('198.51.100.9');
    expect(page.text).toContain('Account created');
    for (const hidden of ['rehashed', 'unheard', 'Authenticator app removed']) expect(page.text).not.toContain(hidden);
  });

  test('is paged by time without losing or repeating anything, also among events of one instant', async () => {
    const { account, browser } = await signedIn();
    for (let index = 0; index < 64; index += 1) {
      await centre.deps.events.record(database.db, { type: 'sign-in.failed', accountId: account.id, actor: 'visitor' });
    }
    let path: string | null = '/account/activity';
    let rows = 0;
    let pages = 0;
    while (path !== null && pages < 10) {
      const page = await browser.get(path);
      rows += page.text.match(/<time /g)?.length ?? 0;
      path = /rel="next" href="([^"]+)"/.exec(page.text)?.[1] ?? null;
      pages += 1;
    }
    expect([pages, rows]).toEqual([3, 65]);
  });

  test('a damaged address shows the newest page', async () => {
    const { browser } = await signedIn();
    for (const before of ['x', '2026-13-45T99:99:99.999Z_00000000-0000-0000-0000-000000000000', "';--"]) {
      expect((await browser.get(`/account/activity?before=${encodeURIComponent(before)}`)).text).toContain('Account created');
    }
  });

  test('uses the index of the account in every partition', async () => {
    const { account } = await signedIn();
    const { listActivity } = await import('../../../src/identity/account-centre/records/activity-sql.ts');
    await database.admin.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      const { rows } = await tx.query(`EXPLAIN ${listActivity.text}`, [account.id, new Date(), account.id, ['sign-in.failed'], 31]);
      const plan = JSON.stringify(rows);
      expect(plan).toContain('account_id_at_idx');
      expect(plan).not.toContain('Seq Scan on audit_event');
    });
  });
});

describe('shared data', () => {
  const allow = (accountId: string) =>
    database.admin.query(
      `INSERT INTO identity.oidc_grant (id, account_id, client_id, created_at, payload) VALUES ($1, $2, 'ministry-portal', now(), '{}')`,
      [`grant-${accountId}`, accountId],
    );
  const grants = async (accountId: string): Promise<number> =>
    (await database.admin.query('SELECT 1 FROM identity.oidc_grant WHERE account_id = $1', [accountId])).rowCount ?? 0;

  test('says who received what, when, for what purpose and on what legal basis', async () => {
    const { account, browser } = await signedIn();
    await allow(account.id);
    await createDisclosures({ db: database.db, clock: centre.clock }).note({
      accountId: account.id,
      clientId: 'ministry-portal',
      claims: ['name', 'citizen_id'],
    });
    const list = await browser.get('/account/data');
    expect(list.text).toContain('Portal of the Ministry');
    expect(list.text).toContain('Allowed now');
    expect(list.text).toContain('citizen number, name');
    const page = await browser.get('/account/data/ministry-portal');
    expect(page.text).toContain('Fill in your name');
    expect(page.text).toContain('118/2025');
    expect(page.text).toContain('citizen number, name');
  });

  test('access is withdrawn from one portal of one person, and recorded', async () => {
    const { account, browser } = await signedIn();
    const stranger = await signedIn();
    await allow(account.id);
    await allow(stranger.account.id);
    expect((await browser.post('/account/data/ministry-portal/withdraw')).location).toBe('/account/data?done=withdrawn');
    expect(await grants(account.id)).toBe(0);
    expect(await grants(stranger.account.id)).toBe(1);
    expect(await centre.eventTypes(account.id)).toContain('access.withdrawn');
    expect((await browser.post('/account/data/ministry-portal/withdraw')).status).toBe(404);
  });

  test('a portal the person has nothing to do with does not exist', async () => {
    const { browser } = await signedIn();
    for (const client of ['ministry-portal', 'account-centre', 'X', '%00', 'a'.repeat(300)]) {
      const answer = await browser.get(`/account/data/${client}`);
      expect(answer.status === 404 || answer.status === 400).toBe(true);
    }
  });
});

describe('the way in', () => {
  test('the home page is open to everybody and registration starts from it', async () => {
    const visitor = centre.stranger();
    expect((await visitor.get('/')).text).toContain('href="/register"');
    expect((await visitor.get('/register')).location).toContain('prompt=create');
  });

  test('a sign-in ends at the page it was for; an error is explained in words and never echoed', async () => {
    const visitor = centre.stranger();
    expect((await visitor.get('/account/return?code=x&state=good')).location).toBe('/account/security');
    expect((await visitor.get('/account/return?code=x&state=forged')).location).toBe('/account');
    const cancelled = await visitor.get('/account/return?error=access_denied&state=good');
    expect(cancelled.status).toBe(400);
    expect(cancelled.text).toContain('You cancelled signing in');
    const odd = await visitor.get(`/account/return?error=${encodeURIComponent('<script>')}`);
    expect(odd.text).toContain('server_error');
    expect(odd.text).not.toContain('<script>x');
  });

  test('a person with a password only is told what to do next', async () => {
    const { browser } = await signedIn();
    const page = await browser.get('/account');
    for (const step of ['Add a passkey', 'Add a second layer', 'Make recovery codes', 'Have your identity verified'])
      expect(page.text).toContain(step);
    expect(page.text).toContain('data-timeout-seconds');
  });
});
