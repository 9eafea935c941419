import { randomBytes } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { isOwnAccount, PASSWORD, register, signIn, somebody } from '../../support/people.ts';
import { connectPortal, type Registered } from '../../support/portal.ts';
import { createProgram, refusedStart, type Program } from '../../support/program.ts';
import { startGateway, startMail, startProxy } from '../../support/surroundings.ts';

const HOST = 'id.example.test';
const key = (): string => randomBytes(32).toString('base64');
const smsSecret = key();

let database: TestDatabase;
let folder: string;
let program: Program;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let mail: Awaited<ReturnType<typeof startMail>>;
let settings: Record<string, string>;
const usual = getGlobalDispatcher();

beforeAll(async () => {
  database = await useDatabase();
  folder = await mkdtemp(join(tmpdir(), 'mocua-public-'));
  proxy = await startProxy(HOST, '203.0.113.7');
  gateway = await startGateway({ id: 'operator', secret: Buffer.from(smsSecret) });
  mail = await startMail();
  // Everything as an operator gives it: secrets half in variables, half in files.
  const inFile = async (name: string, value: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `${value}\n`, { mode: 0o600 });
    return path;
  };
  settings = {
    IDENTITY_URL: `https://${HOST}:${proxy.port}`,
    TRUSTED_PROXIES: '1',
    DATABASE_URL_FILE: await inFile('database', database.url),
    KEY_ENCRYPTION_KEYS: `2:${key()},1:${key()}`,
    BLIND_INDEX_KEY_FILE: await inFile('blind-index', key()),
    SUBJECT_PEPPERS_FILE: await inFile('peppers', `1:${key()}`),
    COOKIE_KEYS: `${key()},${key()}`,
    SMS_GATEWAY_URL: `https://localhost:${gateway.port}/messages`,
    SMS_GATEWAY_KEY_ID: 'operator',
    SMS_GATEWAY_SECRET: smsSecret,
    SMTP_URL: `smtp://localhost:${mail.port}`,
    MAIL_FROM: 'Một Cửa <no-reply@example.test>',
    NODE_EXTRA_CA_CERTS: await inFile('gateway.pem', gateway.cert),
  };
  program = await createProgram(settings);
  proxy.to(program.base);
  await program.start();
  // The visitor's machine: knows the name and trusts the certificate.
  const lookup = (_host: string, options: { all?: boolean }, done: (error: null, address: unknown, family?: number) => void): void => {
    if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  setGlobalDispatcher(new Agent({ connect: { lookup: lookup as never, ca: proxy.cert } }));
});
afterAll(async () => {
  setGlobalDispatcher(usual);
  await program.remove();
  proxy.close();
  gateway.close();
  await mail.close();
  await database.close();
  await rm(folder, { recursive: true });
});

const newcomer = () => somebody(program, 31);

test('on a public name it runs the roles of production, and nothing of development exists', async () => {
  expect(program.said()).toContain('is ready (identity, worker)');
  await expect(fetch(`http://127.0.0.1:${program.base + 5}/`)).rejects.toThrow();
  await expect(access(join(program.folder, 'keys'))).rejects.toThrow();
  const { rows } = await database.admin.query('SELECT count(*)::int AS accounts FROM identity.account');
  expect(rows).toEqual([{ accounts: 0 }]);
  const metadata = (await fetch(`${program.identity}/.well-known/openid-configuration`).then((answer) => answer.json())) as Record<
    string,
    string
  >;
  expect(metadata['issuer']).toBe(program.identity);
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'pushed_authorization_request_endpoint'])
    expect(metadata[name]).toContain(`${program.identity}/`);
});

test('a person registers over TLS with a code from the operator’s gateway, and signs in again', async () => {
  const person = newcomer();
  expect(isOwnAccount(await register(program, person, gateway.code), person)).toBe(true);
  expect(gateway.refused()).toBe(0);
  const again = newcomer();
  expect(isOwnAccount(await signIn(program, again), again)).toBe(true);
  expect([...again.visitor.cookies(program.identity).keys()]).toContain('__Host-identity_session');
  const { rows } = await database.admin.query(`SELECT DISTINCT host(ip) AS ip FROM identity.audit_event WHERE type = 'account.registered'`);
  // What the proxy saw, not what the visitor claimed.
  expect(rows).toEqual([{ ip: '203.0.113.7' }]);
});

test('an e-mail address is confirmed through the operator’s mail server', async () => {
  const { visitor, ...person } = newcomer();
  await signIn(program, { ...person, visitor });
  // The password alone changes nothing there: the page leads to the code by SMS, and back.
  const refused = await visitor.get(`${program.identity}/account/profile/email`);
  expect(refused.status).toBe(403);
  const onward = /<a href="([^"]+)"[^>]*class="govuk-button/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const proof = await visitor.submit(await visitor.get(new URL(onward, program.identity).href), { password: PASSWORD });
  const page = await visitor.submit(proof, { code: await gateway.code(person.phone) });
  const asked = await visitor.submit(page, { email: 'nguoi.thu@example.test' });
  const done = await visitor.submit(asked, { code: await mail.code('nguoi.thu@example.test') });
  expect(new URL(done.url).pathname).toBe('/account/profile');
  expect(done.text).toContain('nguoi.thu@example.test');
});

test('every cookie is Secure and HttpOnly, those of the whole site are __Host-, and HSTS is sent', async () => {
  const lines: string[] = [];
  let url = `${program.identity}/account`;
  for (let hop = 0; hop < 6; hop += 1) {
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: lines.map((line) => line.split(';')[0]).join('; ') } });
    lines.push(...answer.headers.getSetCookie());
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
    const location = answer.headers.get('location');
    if (location === null) break;
    url = new URL(location, url).href;
    expect(url.startsWith(`${program.identity}/`), url).toBe(true);
  }
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line).toMatch(/; *secure/i);
    expect(line).toMatch(/; *httponly/i);
    expect(line).toMatch(/; *samesite=(lax|strict)/i);
    if (/; *path=\/(;|$)/i.test(line)) expect(line).toMatch(/^__Host-/);
  }
});

test('a portal registered by the command line signs the person in with a certified client library', async () => {
  const redirectUri = 'https://portal.example.test/callback';
  const made = await program.command<Registered & { private_jwks: { keys: Registered['private_jwk'][] } }>(['client', 'create'], {
    agency: 'G18',
    client_name: 'Cổng thật',
    redirect_uris: [redirectUri],
  });
  const portal = await connectPortal(program.identity, {
    ...made,
    profile: 'fapi2',
    client_secret: null,
    private_jwk: made.private_jwks.keys[0] ?? null,
    redirect_uri: redirectUri,
  });
  const begun = await portal.begin();
  const { visitor, citizenNumber } = newcomer();
  const page = await visitor.submit(await visitor.get(begun.url), { identifier: citizenNumber, password: 'Con-Trau-Xanh-2026' });
  const tokens = await begun.finish(page.elsewhere ?? '');
  expect(tokens.claims()).toMatchObject({ iss: program.identity, aud: portal.clientId, acr: 'LoA1' });
  const refused = await program.cli(['client', 'create'], {
    agency: 'G18',
    client_name: 'Cổng',
    redirect_uris: ['http://localhost:9/callback'],
  });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('must begin with https://');
});

test('with any one secret missing it refuses to start and names it', async () => {
  const required = [
    'KEY_ENCRYPTION_KEYS',
    'BLIND_INDEX_KEY',
    'SUBJECT_PEPPERS',
    'COOKIE_KEYS',
    'SMS_GATEWAY_URL',
    'SMS_GATEWAY_SECRET',
    'SMTP_URL',
    'MAIL_FROM',
  ];
  const refusals = await Promise.all(
    required.map(async (name) => {
      const { [name]: _given, [`${name}_FILE`]: _file, ...others } = settings;
      return refusedStart(others);
    }),
  );
  for (const [index, name] of required.entries()) {
    expect(refusals[index]?.code).toBe(1);
    expect(refusals[index]?.err).toContain('The configuration has one problem');
    expect(refusals[index]?.err).toContain(`  ${name}: is missing`);
  }
});

test('everything that is wrong is named at once, and no secret is printed', async () => {
  const wrong = {
    ...settings,
    ROLES: 'identity,sandbox',
    IDENTITY_ULR: 'x',
    WORKERS: '0',
    COOKIE_KEYS: 'kurz',
    DEMO_DATA: 'true',
    SMS_GATEWAY_SECRET_FILE: '/nowhere',
  };
  const { code, out, err } = await refusedStart(wrong);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  for (const name of [
    'ROLES: sandbox runs only',
    'IDENTITY_ULR: is not a setting',
    'WORKERS: ',
    'COOKIE_KEYS: ',
    'DEMO_DATA: ',
    'SMS_GATEWAY_SECRET: is given twice',
    'SMS_GATEWAY_SECRET_FILE: cannot be read',
  ])
    expect(err).toContain(`  ${name}`);
  expect(err).not.toContain('kurz');
  expect(err).not.toContain(smsSecret);
  expect((await refusedStart({ ...settings, IDENTITY_URL: 'http://id.example.test' })).err).toContain(
    'IDENTITY_URL: must use https outside localhost',
  );
});
