import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, importJWK, jwtVerify, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importAccount } from '#identity';
import { freePort } from '../../support/free-port.ts';
import { answeredBy, freshGet } from '../../support/fresh.ts';
import { PASSWORD, isOwnAccount, signIn, somebody, type Person } from '../../support/people.ts';
import { connectPortal, type Portal, type Registered } from '../../support/portal.ts';
import { createProgram, pause, type Program } from '../../support/program.ts';
import type { Page } from '../../support/visitor.ts';

let program: Program;
let workerPort: number;
let people: readonly Person[];
beforeAll(async () => {
  workerPort = await freePort();
  program = await createProgram({
    WORKERS: '2',
    WORKER_PORT: String(workerPort),
    TRUSTED_PROXIES: '1',
    DEMO_DATA: 'false',
    ROLES: 'identity,worker',
  });
  await program.start();
  people = Array.from({ length: 6 }, (_, index) => somebody(program, 100 + index));
  const services = await program.services();
  for (const { citizenNumber, name, phone } of people) {
    await importAccount(services, { citizen_number: citizenNumber, name, phone, birth_date: '1985-02-17', password: PASSWORD }, 'test');
  }
  await services.db.close();
});
afterAll(() => program.remove(), 60_000);

const at = (index: number): Person => people[index] as Person;

/** Registers a portal with the command line, while the program runs, and sets the client library up from what is printed. */
async function portalByCli(profile: 'fapi2' | 'basic'): Promise<Portal> {
  const redirectUri = `http://localhost:1/${profile}/callback`;
  const made = await program.command<Registered & { private_jwks?: { keys: JWK[] } }>(['client', 'create'], {
    agency: 'G18', profile, client_name: `Cổng ${profile}`, redirect_uris: [redirectUri], scope: 'openid profile offline_access',
  }); // prettier-ignore
  return connectPortal(program.identity, {
    ...made,
    client_secret: made.client_secret ?? null,
    private_jwk: made.private_jwks?.keys[0] ?? null,
    redirect_uri: redirectUri,
  });
}

/** Walks from an authorization request back to the portal; signs in on the way where there is no session. */
async function callbackOf(person: Person, url: string): Promise<string> {
  const page = await person.visitor.get(url);
  if (page.elsewhere !== null) return page.elsewhere;
  const after = await person.visitor.submit(page, { identifier: person.citizenNumber, password: PASSWORD });
  if (after.elsewhere === null) throw new Error(`still at ${after.url} (${after.status})\n${after.text.slice(0, 3000)}`);
  return after.elsewhere;
}

const twenty = <T>(call: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 20 }, call));

async function token(portal: Portal, parameters: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> {
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(portal.clientId)}:${encodeURIComponent(portal.clientSecret ?? '')}`).toString('base64')}`;
  const response = await fetch(portal.config.serverMetadata().token_endpoint ?? '', {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test('one code redeemed 20 times at once through two processes yields one set of tokens; one refresh token, one successor', async () => {
  const portal = await portalByCli('basic');
  const begun = await portal.begin();
  const code = new URL(await callbackOf(at(0), begun.url)).searchParams.get('code') ?? '';
  const answers = await twenty(() =>
    token(portal, { grant_type: 'authorization_code', code, redirect_uri: portal.redirectUri, code_verifier: begun.codeVerifier }),
  );
  const winners = answers.filter(({ status }) => status === 200);
  expect(winners).toHaveLength(1);
  expect(answers.filter(({ status, body }) => status === 400 && body['error'] === 'invalid_grant')).toHaveLength(19);

  const refresh = winners[0]?.body['refresh_token'] ?? '';
  const refreshed = await twenty(() => token(portal, { grant_type: 'refresh_token', refresh_token: refresh }));
  const successors = new Set(refreshed.filter(({ status }) => status === 200).map(({ body }) => body['refresh_token']));
  expect(successors.size).toBe(1);
  expect(successors).not.toContain(refresh);
  const [successor = ''] = successors;
  expect((await token(portal, { grant_type: 'refresh_token', refresh_token: successor })).status).toBe(200);
});

test('one pushed request used 20 times at once in one signed-in browser yields one code', async () => {
  const portal = await portalByCli('fapi2');
  await signIn(program, at(1));
  const begun = await portal.begin();
  const pages = await twenty(() => at(1).visitor.get(begun.url));
  const codes = pages.filter((page) => page.elsewhere !== null && new URL(page.elsewhere).searchParams.has('code'));
  expect(codes).toHaveLength(1);
  expect(pages.every(({ status }) => status < 500)).toBe(true);
  expect((await begun.finish(codes[0]?.elsewhere ?? '')).id_token).toBeDefined();
});

test('one client assertion presented 20 times at once is accepted once', async () => {
  const portal = await portalByCli('fapi2');
  const key = await importJWK(portal.privateJwk as JWK, 'ES256');
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: String(portal.privateJwk?.['kid']) })
    .setIssuer(portal.clientId).setSubject(portal.clientId).setAudience(program.identity).setJti(randomUUID()).setIssuedAt().setExpirationTime('1m')
    .sign(key); // prettier-ignore
  const body = {
    client_id: portal.clientId, response_type: 'code', redirect_uri: portal.redirectUri, scope: 'openid', code_challenge: 'A'.repeat(43), code_challenge_method: 'S256',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion,
  }; // prettier-ignore
  const endpoint = portal.config.serverMetadata().pushed_authorization_request_endpoint ?? '';
  const answers = await twenty(() =>
    fetch(endpoint, { method: 'POST', body: new URLSearchParams(body) }).then(async (response) => ({
      status: response.status,
      text: await response.text(),
    })),
  );
  expect(
    answers.filter(({ status }) => status === 201),
    answers[0]?.text,
  ).toHaveLength(1);
  expect(answers.filter(({ status, text }) => status === 401 && text.includes('invalid_client'))).toHaveLength(19);
});

test('five wrong passwords are five, whichever process they reach', async () => {
  const victim = at(2);
  const attackers = Array.from({ length: 14 }, () => ({ ...somebody(program, 102), citizenNumber: victim.citizenNumber }));
  const pages: Page[] = [];
  for (const { visitor } of attackers) pages.push(await visitor.get(`${program.identity}/account`));
  const answers = await Promise.all(
    attackers.map(({ visitor }, index) =>
      visitor.submit(pages[index] as Page, { identifier: victim.citizenNumber, password: 'Sai-Mat-Khau-2026' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(5);
  // Whoever comes from elsewhere with the right password is not locked out.
  const owner = { ...victim, visitor: somebody(program, 700).visitor };
  expect(isOwnAccount(await signIn(program, owner), owner)).toBe(true);
});

test('a client disabled by the command line is refused by every process within a second', async () => {
  const portal = await portalByCli('basic');
  const { url } = await portal.begin();
  const ask = () => Promise.all(Array.from({ length: 6 }, () => freshGet(url).then(({ status }) => status)));
  expect(await ask()).toEqual(Array(6).fill(303));
  await program.command(['client', 'disable', portal.clientId]);
  const since = performance.now();
  let statuses: number[] = [];
  // The last ones are asked when the second is over: what is promised is when they are refused, not how soon they are answered.
  for (let asked = since, over = false; !over; asked = performance.now()) {
    statuses = await ask();
    over = asked - since >= 1000 || statuses.every((status) => status >= 400);
  }
  expect(
    statuses.every((status) => status >= 400 && status < 500),
    statuses.join(),
  ).toBe(true);
});

test('a key rotation by the command line amid sign-ins leaves no ID token that a cached key set cannot verify', async () => {
  const portal = await portalByCli('basic');
  const response = await fetch(portal.config.serverMetadata().jwks_uri ?? '');
  expect(response.headers.get('cache-control')).toContain('max-age=300');
  // A relying party may keep this for all of the test.
  const cached = createLocalJWKSet((await response.json()) as JSONWebKeySet);
  const kids = new Set<string>();
  const failures: unknown[] = [];
  let verified = 0;
  let stop = false;
  const hops = [3, 4, 5].map(async (index) => {
    while (!stop) {
      const begun = await portal.begin();
      const tokens = await begun.finish(await callbackOf(at(index), begun.url));
      await jwtVerify(tokens.id_token ?? '', cached, { issuer: program.identity, audience: portal.clientId }).then(
        () => (verified += 1),
        (error: unknown) => failures.push(error),
      );
      kids.add(decodeProtectedHeader(tokens.id_token ?? '').kid ?? '');
    }
  });
  await pause(500);
  await program.command(['key', 'rotate']);
  const since = performance.now();
  while ((kids.size < 2 || verified <= 20) && failures.length === 0 && performance.now() - since < 120_000) await pause(200);
  await pause(1500);
  stop = true;
  await Promise.all(hops);
  expect(failures).toEqual([]);
  expect(verified).toBeGreaterThan(20);
  expect(kids.size, 'tokens of the old key and of the new one were seen').toBe(2);
});

test('when the database cuts every connection the program goes on by itself, and still hears what other processes change', async () => {
  const admin = await program.admin();
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'mocua%' AND pid <> pg_backend_pid()`,
  );
  await admin.close();
  const newcomer = { ...at(1), visitor: somebody(program, 800).visitor };
  expect(isOwnAccount(await signIn(program, newcomer), newcomer)).toBe(true);
  await pause(2000);
  const portal = await portalByCli('basic');
  const { url } = await portal.begin();
  const ask = () => Promise.all(Array.from({ length: 6 }, () => freshGet(url).then(({ status }) => status)));
  expect(await ask()).toEqual(Array(6).fill(303));
  await program.command(['client', 'disable', portal.clientId]);
  const refused = (statuses: readonly number[]): boolean => statuses.every((status) => status >= 400 && status < 500);
  // Sooner than the minute after which a process asks again by itself.
  await expect.poll(async () => refused(await ask()), { timeout: 30_000 }).toBe(true);
});

test('the process that does the background jobs answers an operator on a port of its own, and nobody else', async () => {
  const ask = (path: string) => fetch(`http://127.0.0.1:${workerPort}${path}`);
  expect(await (await ask('/healthz')).json()).toEqual({ status: 'alive' });
  expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' });
  expect(await (await ask('/metrics')).text()).toMatch(/^mot_cua_identity_jobs_\w+ \d/m);
  expect([(await ask('/')).status, (await ask('/authorize')).status]).toEqual([404, 404]);
});

test('all of this was answered by both processes', async () => {
  const answered = await answeredBy(program.identity, 2);
  expect(answered.size).toBe(2);
  expect(
    [...answered.values()].every((count) => count > 50),
    JSON.stringify([...answered]),
  ).toBe(true);
  expect(program.said()).not.toMatch(/"level":60|service\.fault/);
});
