import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, configurationPage, developmentSecrets, loadConfig, type Config, type Sources } from '#config';
import { identity } from '#identity';
import { modules } from '../../../src/modules.ts';

const folder = mkdtempSync(join(tmpdir(), 'mocua-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const files: Record<string, string> = {};
const sources: Sources = {
  file: (path) => {
    const content = files[path];
    if (content === undefined) throw new Error('no such file');
    return content;
  },
  development: () => developmentSecrets(folder),
};
const load = (env: NodeJS.ProcessEnv): Config => loadConfig(env, sources, modules);
const key = (): string => randomBytes(32).toString('base64');
const complaints = (env: NodeJS.ProcessEnv): string[] => {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints.map(({ name, problem }) => `${name} ${problem}`);
    throw error;
  }
  return [];
};
const complete = (): Record<string, string> => ({
  IDENTITY_URL: 'https://dangnhap.example.vn',
  KEY_ENCRYPTION_KEYS: `1:${key()}`,
  BLIND_INDEX_KEY: key(),
  SUBJECT_PEPPERS: `1:${key()}`,
  COOKIE_KEYS: `${key()},${key()}`,
  SMS_GATEWAY_URL: 'https://sms.example.vn/send',
  SMS_GATEWAY_SECRET: randomBytes(24).toString('hex'),
  SMTP_URL: 'smtps://user:secret@mail.example.vn',
  MAIL_FROM: 'Một Cửa <no-reply@example.vn>',
  TRUSTED_PROXIES: '1',
});

test('nothing needs to be set on localhost', () => {
  const config = load({ PATH: '/usr/bin', HOME: '/root', SESSION_MANAGER: 'local/x' });
  expect(config.urls.identity.href).toBe('http://localhost:3000/');
  expect(config.roles).toEqual(['identity', 'catalogue', 'dossier', 'payment', 'sandbox', 'portals', 'worker']);
  expect(config.sms.url.href).toBe('http://localhost:3005/gateway/sms');
  expect(config.demoData).toBe(true);
});

test('BASE_PORT moves every default address', () => {
  const config = load({ BASE_PORT: '4100' });
  expect(config.urls['provincePortal']?.port).toBe('4107');
  expect(config.mail.smtpUrl).toBe('smtp://127.0.0.1:4108');
});

test('a public issuer with every secret starts without sandbox roles and without demo data', () => {
  const config = load(complete());
  expect(config.roles).toEqual(['identity', 'worker']);
  expect(config.demoData).toBe(false);
  expect(config.urls['sandbox']).toBeUndefined();
  expect(config.warnings).toEqual([]);
});

test('outside localhost every secret is required, and all missing ones are named at once', () => {
  const names = complaints({ IDENTITY_URL: 'https://dangnhap.example.vn' }).map((line) => line.split(' ')[0]);
  expect(names.sort()).toEqual(
    [
      'BLIND_INDEX_KEY',
      'COOKIE_KEYS',
      'KEY_ENCRYPTION_KEYS',
      'MAIL_FROM',
      'SMS_GATEWAY_SECRET',
      'SMS_GATEWAY_URL',
      'SMTP_URL',
      'SUBJECT_PEPPERS',
    ].sort(),
  );
});

test.each(Object.keys(complete()).filter((name) => !['IDENTITY_URL', 'TRUSTED_PROXIES'].includes(name)))(
  'without %s a public issuer does not start',
  (name) => {
    const env = complete();
    delete env[name];
    expect(complaints(env)).toEqual([expect.stringMatching(new RegExp(`^${name} is missing`))]);
  },
);

test('missing, unknown, malformed and contradictory settings are reported together', () => {
  const lines = complaints({
    ...complete(),
    MAIL_FROM: '',
    IDENTITY_UR: 'x',
    WORKERS: 'many',
    DEMO_DATA: 'true',
    ROLES: 'identity,sandbox,bank',
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      'MAIL_FROM is missing',
      'IDENTITY_UR is not a setting of this program',
      'WORKERS must be a whole number from 1 to 256',
      'DEMO_DATA demo accounts have public passwords and exist only on localhost',
      'ROLES must be a list of: identity, catalogue, dossier, payment, sandbox, portals, worker',
    ]),
  );
  expect(lines).toHaveLength(5);
});

test.each(['sandbox', 'portals'])('the role %s is refused on a public name', (role) => {
  expect(complaints({ ...complete(), ROLES: `identity,${role}` })).toEqual([
    `ROLES ${role} runs only where the host of IDENTITY_URL is localhost`,
  ]);
});

test.each([
  ['http://dangnhap.example.vn', 'must use https outside localhost'],
  ['https://dangnhap.example.vn/op', 'must be an origin: no path, query or fragment'],
  ['https://dangnhap.example.vn/?a=b', 'must be an origin: no path, query or fragment'],
  ['https://dangnhap.example.vn?', 'must be an origin: no path, query or fragment'],
  ['https://user:word@dangnhap.example.vn', 'must not contain a user name or password'],
  ['http://127.0.0.1:3000', 'must use https outside localhost'],
  ['http://localhost.example.vn', 'must use https outside localhost'],
])('%s is no issuer', (url, problem) => {
  expect(complaints({ ...complete(), IDENTITY_URL: url })).toContain(`IDENTITY_URL ${problem}`);
});

test('two roles never share an origin', () => {
  expect(complaints({ ...complete(), ROLES: 'identity', CATALOGUE_URL: 'https://dangnhap.example.vn' })).toEqual([
    'CATALOGUE_URL is the same origin as IDENTITY_URL; each role needs its own',
  ]);
});

test('an address that nobody listens on is refused unless a proxy stands before it', () => {
  expect(complaints({ IDENTITY_URL: 'http://localhost:8080' })[0]).toContain('without a proxy this role is reached on port 3000');
  expect(complaints({ IDENTITY_URL: 'http://localhost:8080', TRUSTED_PROXIES: '1' })).toEqual([]);
});

test.each(['WORKER_PROT', 'SESSION_IDEL', 'PASSWORD_POL_SIZE'])('%s is misspelt, not ignored', (name) => {
  expect(complaints({ [name]: '1' })).toEqual([`${name} is not a setting of this program`]);
});

test('the port of a worker is none of the ports of the roles, and useless without a worker', () => {
  expect(complaints({ WORKER_PORT: '2999', ROLES: 'identity,worker' })).toEqual([]);
  expect(complaints({ WORKER_PORT: '3000' })).toEqual(['WORKER_PORT is the port behind IDENTITY_URL (BASE_PORT + 0)']);
  expect(complaints({ BASE_PORT: '4100', WORKER_PORT: '4107' })).toEqual([
    'WORKER_PORT is the port behind PROVINCE_PORTAL_URL (BASE_PORT + 7)',
  ]);
  expect(complaints({ ...complete(), WORKER_PORT: '3008', ROLES: 'identity' })).toEqual([
    'WORKER_PORT is given, but ROLES does not name worker',
    'WORKER_PORT is the port of the sandbox’s mail server (BASE_PORT + 8)',
  ]);
});

test('a secret comes from a file, never from both places', () => {
  const env = complete();
  files['/run/secrets/blind'] = `${env['BLIND_INDEX_KEY'] ?? ''}\n`;
  const { BLIND_INDEX_KEY, ...rest } = env;
  expect(load({ ...rest, BLIND_INDEX_KEY_FILE: '/run/secrets/blind' }).secrets.blindIndexKey.toString('base64')).toBe(BLIND_INDEX_KEY);
  expect(complaints({ ...env, BLIND_INDEX_KEY_FILE: '/run/secrets/blind' })).toEqual([
    'BLIND_INDEX_KEY is given twice, also as BLIND_INDEX_KEY_FILE',
  ]);
  expect(complaints({ ...env, BASE_PORT_FILE: '/x' })).toEqual([]);
  expect(complaints({ ...rest, BLIND_INDEX_KEY_FILE: '/nowhere' })[0]).toBe('BLIND_INDEX_KEY_FILE cannot be read: no such file');
});

test('keys are 32 random bytes, and no key serves two purposes', () => {
  const env = complete();
  expect(complaints({ ...env, BLIND_INDEX_KEY: Buffer.alloc(32).toString('base64') })[0]).toContain('does not look random');
  expect(complaints({ ...env, COOKIE_KEYS: randomBytes(16).toString('base64') })[0]).toContain('must be 32 bytes');
  expect(complaints({ ...env, SUBJECT_PEPPERS: `1:${key()},1:${key()}` })).toEqual(['SUBJECT_PEPPERS names a version twice']);
  expect(complaints({ ...env, COOKIE_KEYS: env['BLIND_INDEX_KEY'] })[0]).toContain(
    'COOKIE_KEYS contains a key that BLIND_INDEX_KEY contains already',
  );
});

test('a message about a secret never contains the secret', () => {
  const env = {
    ...complete(),
    SMS_GATEWAY_SECRET: 'short-and-secret',
    SMTP_URL: 'smpt://u:hunter2@h',
    DATABASE_URL: 'mysql://u:hunter2@h/x',
  };
  expect(complaints(env).join()).not.toMatch(/short-and-secret|hunter2/);
  expect(complaints(env)).toHaveLength(3);
});

test('what platforms add by themselves is not mistaken for a setting', () => {
  const env = {
    IDENTITY_SERVICE_HOST: '10.0.0.1',
    IDENTITY_SERVICE_PORT_HTTP: '80',
    IDENTITY_PORT: 'tcp://10.0.0.1:80',
    IDENTITY_PORT_80_TCP_ADDR: '10.0.0.1',
    IDENTITY_ENDPOINT: 'http://x',
  };
  expect(complaints(env)).toEqual([]);
  expect(complaints({ PASSWORD_STORE_DIR: '/home/a/.password-store' })).toEqual([]);
  expect(complaints({ IDENTITY_PORT: '5000' })).toEqual(['IDENTITY_PORT is not a setting of this program']);
});

test.each([
  ['SESSION_IDLE_SECONDS', '1801'],
  ['SESSION_MAX_SECONDS', '43201'],
  ['ARGON2_MEMORY_KIB', '19455'],
])('%s cannot be loosened to %s', (name, value) => {
  expect(complaints({ [name]: value })).toHaveLength(1);
});

test('the configuration cannot be changed after loading', () => {
  const config = load({});
  expect(() => Object.assign(config.settingsOf(identity), { SESSION_IDLE_SECONDS: 9 })).toThrow(TypeError);
  expect(() => (config.roles as string[]).push('bank')).toThrow(TypeError);
});

test('development secrets are generated once, for their owner alone, each different', () => {
  const names = ['KEY_ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'SUBJECT_PEPPERS', 'COOKIE_KEYS', 'PAYMENT_CLIENT_KEY'];
  const all = (): string[] => names.map(developmentSecrets(folder));
  const first = all();
  expect(all()).toEqual(first);
  expect(statSync(join(folder, 'development.json')).mode & 0o777).toBe(0o600);
  expect(new Set(first).size).toBe(names.length);
});

test('docs/configuration.md is up to date (npm run docs)', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationPage(modules));
});
