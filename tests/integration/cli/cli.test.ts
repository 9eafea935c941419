import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliPage } from '../../../src/cli/page.ts';
import { commandsOf } from '../../../src/cli/commands.ts';
import { parseWords } from '../../../src/cli/parse.ts';
import { modules } from '../../../src/modules.ts';

const commands = commandsOf(modules);
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { operate } from '../../support/operator.ts';
import { runCli, type Ended } from '../../support/program.ts';

let database: TestDatabase;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  database = await useDatabase();
  folder = await mkdtemp(join(tmpdir(), 'mocua-cli-'));
  env = { PATH: process.env['PATH'], DATABASE_URL: database.url, KEYS_DIR: join(folder, 'keys') };
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const cli = (words: string, input?: unknown): Promise<Ended> => operate(words.split(' '), { env, input });
/** In a process of its own, as an operator's shell does it. */
const shell = (words: string, input?: unknown): Promise<Ended> => runCli(words.split(' '), { env, input });
/** The JSON answer of a command that must succeed and say nothing else. */
async function answer(words: string, input?: unknown): Promise<Record<string, unknown>> {
  const { code, out, err } = await cli(`${words} --json`, input);
  expect({ code, err }, words).toEqual({ code: 0, err: '' });
  expect(out.trimEnd()).not.toContain('\n');
  return JSON.parse(out) as Record<string, unknown>;
}
const keys = (value: unknown): string[] => Object.keys(value as object).toSorted();

const fapi2 = { agency: 'G18', client_name: 'Cổng Bộ Y tế', redirect_uris: ['https://portal.example/return'] };
const basic = {
  ...fapi2,
  agency: 'h26',
  profile: 'basic',
  client_id: 'portal-cli',
  client_name: 'Cổng Hà Nội',
  scope: 'openid profile',
  colour: 'red',
};
const person = {
  citizen_number: '001090000404',
  name: 'Trần Văn Mẫu',
  birth_date: '1990-05-17',
  phone: '0912000404',
  password: 'Con-Trau-Xanh-2026',
};

describe('from a shell', () => {
  test('the document comes from standard input, the answer alone goes to standard output, and the exit code is 0', async () => {
    const { code, out, err } = await shell('client create --json', { ...fapi2, client_id: 'portal-shell' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ client_id: 'portal-shell', issuer: 'http://localhost:3000' });
    expect(out.trimEnd()).not.toContain('\n');
  });

  test('what is refused is said on standard error alone, and the exit code is 1', async () => {
    expect(await shell('client show nobody-here')).toEqual({ code: 1, out: '', err: 'there is no client nobody-here\n' });
  });

  test('what is typed wrongly ends with exit code 2 and shows how it is meant', async () => {
    const { code, out, err } = await shell('client show');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: npm run -s cli -- client show <client_id>');
  });

  test('a command that reads a document says so when there is none', async () => {
    expect(await shell('client create')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^client create reads the registration as JSON from standard input; for example:\n {2}echo/),
    });
  });

  test('a database that is away is said in a sentence', async () => {
    const away = { ...env, DATABASE_URL: 'postgres://postgres@127.0.0.1:9/mocua' };
    const { code, out, err } = await runCli(['client', 'list'], { env: away });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^the database cannot be used \(ECONNREFUSED\): .+; check DATABASE_URL/);
    expect(err.trimEnd()).not.toContain('\n');
  });

  test('help is given for all commands, and runs nothing', async () => {
    const all = await shell('--help');
    expect(all).toMatchObject({ code: 0, err: '' });
    for (const { name } of commands) expect(all.out).toContain(`  ${name}`);
  });
});

describe('client', () => {
  const shown = [
    'agency', 'basic_until', 'client_id', 'client_id_issued_at', 'client_name', 'dpop_bound_access_tokens', 'grant_types', 'id_token_signed_response_alg', 'minimum_acr',
    'pkce_exempt_reason', 'pkce_exempt_until', 'post_logout_redirect_uris', 'profile', 'redirect_uris', 'require_pushed_authorization_requests', 'response_types', 'scope', 'scopes', 'status', 'token_endpoint_auth_method',
  ]; // prettier-ignore

  test('minimal metadata makes a fapi2 client with a key pair whose private half is printed once', async () => {
    const made = await answer('client create', fapi2);
    expect(keys(made)).toEqual([...shown, 'issuer', 'jwks', 'private_jwks'].toSorted());
    expect(made).toMatchObject({
      issuer: 'http://localhost:3000',
      profile: 'fapi2',
      status: 'active',
      scope: 'openid profile',
      token_endpoint_auth_method: 'private_key_jwt',
    });
    const [privateKey] = (made['private_jwks'] as { keys: Record<string, string>[] }).keys;
    const [publicKey] = (made['jwks'] as { keys: Record<string, string>[] }).keys;
    expect(privateKey?.['d']).toMatch(/^[\w-]{43}$/);
    expect({ ...privateKey, d: undefined }).toEqual({ ...publicKey, d: undefined });
    expect(keys(await answer(`client show ${String(made['client_id'])}`))).toEqual([...shown, 'jwks'].toSorted());
  });

  test('a basic client gets a secret once, and a member nobody knows is named', async () => {
    const made = await answer('client create', basic);
    expect(keys(made)).toEqual([...shown, 'client_secret', 'client_secret_expires_at', 'ignored_members', 'issuer'].toSorted());
    expect(made).toMatchObject({
      client_id: 'portal-cli',
      agency: 'H26',
      ignored_members: ['colour'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
    const { out } = await cli('client show portal-cli');
    expect(out).not.toContain(String(made['client_secret']));
    const again = await cli('client create', basic);
    expect(again).toEqual({
      code: 1,
      out: '',
      err: 'the registration is refused:\n  client_id: portal-cli is already registered; choose another, or change it with client update\n',
    });
  });

  test('everything wrong with a registration is said at once', async () => {
    const { code, out, err } = await cli('client create', {
      ...basic,
      client_id: 'other-portal',
      redirect_uris: ['http://portal.example/'],
      scope: 'profile',
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    for (const member of ['redirect_uris', 'scope']) expect(err).toContain(`  ${member}: `);
    expect((await cli('client create', { ...fapi2, agency: 'X99' })).err).toContain('agency: there is no agency with the code X99');
    const { rows } = await database.admin.query(`SELECT 1 FROM identity.client WHERE id = 'other-portal'`);
    expect(rows).toEqual([]);
  });

  test('list pages by id, and disable is lasting, repeatable and on record', async () => {
    const first = (await answer('client list --limit 1'))['clients'] as { client_id: string }[];
    expect(first).toHaveLength(1);
    const rest = (await answer(`client list --after ${String(first[0]?.client_id)}`))['clients'] as { client_id: string }[];
    expect(rest.map(({ client_id: id }) => id)).toContain('portal-cli');
    expect(rest.map(({ client_id: id }) => id)).not.toContain(first[0]?.client_id);
    expect(await answer('client disable portal-cli')).toEqual({ client_id: 'portal-cli', status: 'disabled', changed: true });
    expect(await answer('client disable portal-cli')).toEqual({ client_id: 'portal-cli', status: 'disabled', changed: false });
    expect((await cli('client list')).out).toMatch(/portal-cli +H26 +basic +disabled +Cổng Hà Nội/);
    const { rows } = await database.admin.query(`SELECT type, actor FROM identity.audit_event WHERE client_id = 'portal-cli' ORDER BY at`);
    expect(rows).toEqual([
      { type: 'client.registered', actor: 'cli' },
      { type: 'client.disabled', actor: 'cli' },
    ]);
    expect(await cli('client disable nobody-here')).toEqual({ code: 1, out: '', err: 'there is no client nobody-here\n' });
  });
});

describe('a registration that changes', () => {
  const id = 'portal-changing';
  beforeAll(async () => void (await answer('client create', { ...basic, client_id: id, colour: undefined })));

  test('update shows the difference and changes nothing until --yes', async () => {
    const patch = { redirect_uris: ['https://new.example/return'], contacts: ['ky-thuat@example.vn'] };
    const shown = await cli(`client update ${id}`, patch);
    expect(shown.code).toBe(1);
    expect(shown.out).toBe(
      [
        'contacts',
        '  + ["ky-thuat@example.vn"]',
        'redirect_uris',
        '  - ["https://portal.example/return"]',
        '  + ["https://new.example/return"]',
        'nothing was changed: repeat it with --yes',
        '',
      ].join('\n'),
    );
    expect(await answer(`client show ${id}`)).toMatchObject({ redirect_uris: ['https://portal.example/return'] });
    expect(await answer(`client update ${id} --yes`, patch)).toMatchObject({ client_id: id, applied: true });
    expect(await answer(`client show ${id}`)).toMatchObject(patch);
    expect((await answer(`client update ${id} --yes`, { contacts: null }))['changes']).toEqual([
      { member: 'contacts', from: ['ky-thuat@example.vn'], to: null },
    ]);
    expect((await cli(`client update ${id} --yes`, { redirect_uris: ['http://x.example/'], agency: 'G18' })).err).toMatch(
      /agency: [^]*redirect_uris: /,
    );
  });

  test('secret rotate, key add and remove, enable', async () => {
    const rotated = await answer(`client secret rotate ${id} --keep-hours 2`);
    expect(keys(rotated)).toEqual(['client_id', 'client_secret', 'previous_secret_until']);
    expect(await answer(`client show ${id}`)).toMatchObject({ previous_secret_until: rotated['previous_secret_until'] });
    expect((await cli(`client secret rotate ${id} --keep-hours 1000`)).err).toContain('from 0 to 168');
    const made = await answer(`client update ${id} --yes`, { token_endpoint_auth_method: 'private_key_jwt' });
    const [key] = (made['private_jwks'] as { keys: Record<string, string>[] }).keys;
    expect((await cli(`client key add ${id}`, key)).err).toContain('leave out d');
    expect((await cli(`client key remove ${id} ${String(key?.['kid'])}`)).err).toContain('the only key');
    expect((await cli(`client secret rotate ${id}`)).err).toContain('no secret');
    await answer(`client disable ${id}`);
    expect(await answer(`client enable ${id}`)).toEqual({ client_id: id, status: 'active', changed: true });
    for (const words of ['client update', 'client enable', 'client secret rotate'])
      expect((await cli(`${words} nobody-here`, words === 'client update' ? {} : undefined)).err).toContain(
        'there is no client nobody-here',
      );
  });
});

describe('api', () => {
  test('an API is registered and listed; an unknown agency is said', async () => {
    const api = { identifier: 'https://api.example/dossiers', agency: 'G18', name: 'Hồ sơ', scopes: ['dossier:read'] };
    expect(keys(await answer('api save', api))).toEqual(['agency_code', 'identifier', 'name', 'scopes', 'signing_alg', 'token_seconds']);
    expect((await answer('api list'))['apis']).toMatchObject([{ identifier: api.identifier, agency_code: 'G18' }]);
    expect(await cli('api save', { ...api, agency: 'X99' })).toEqual({
      code: 1,
      out: '',
      err: 'the API is refused:\n  agency: there is no agency with the code X99\n',
    });
  });
});

describe('account', () => {
  const shown = [
    'birth_date',
    'citizen_number',
    'created_at',
    'email',
    'factors',
    'id',
    'identity_level',
    'name',
    'needs_review',
    'organisations',
    'phone',
    'sessions',
    'status',
    'verified',
  ];

  test('an import is shown with its factors, by number, phone or id, and never with its secrets', async () => {
    const made = await answer('account create', {
      ...person,
      totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      verified: true,
      organisations: [{ tax_code: '0100109106', name: 'Công ty Mẫu' }],
    });
    expect(keys(made)).toEqual(shown);
    expect(made).toMatchObject({
      citizen_number: '001090000404',
      phone: '+84912000404',
      identity_level: 2,
      verified: true,
      factors: { password: true, totp: true, passkeys: 0 },
    });
    for (const name of ['001090000404', '0912000404', String(made['id'])])
      expect((await answer(`account show ${name}`))['id']).toBe(made['id']);
    expect(JSON.stringify(made)).not.toMatch(/argon2|JBSWY/);
  });

  test('what is wrong with an import is said at once, and nothing is made', async () => {
    const { code, err } = await cli('account create', { ...person, citizen_number: '12', phone: '1', birth_date: '2090-02-30' });
    expect(code).toBe(1);
    for (const member of ['citizen_number', 'phone', 'birth_date']) expect(err).toContain(`${member}: `);
    expect((await cli('account create', { ...person, phone: '0912000405' })).err).toBe(
      'the account is refused: citizen_number: belongs to an account already\n',
    );
    expect(
      (await cli('account create', { ...person, citizen_number: '001090000405', phone: '0912000405', password: '12345678' })).err,
    ).toContain('password: ');
    expect(await cli('account show 001090000405')).toEqual({ code: 1, out: '', err: 'there is no account 001090000405\n' });
  });

  test('disable and unlock change the status with a reason on record', async () => {
    const { id } = await answer('account show 001090000404');
    expect(await answer('account disable 001090000404 --reason stolen')).toEqual({ id, status: 'disabled' });
    expect(await answer('account show 001090000404')).toMatchObject({ status: 'disabled', sessions: 0 });
    expect(await answer('account unlock 001090000404')).toEqual({ id, status: 'active' });
    const { rows } = await database.admin.query(
      `SELECT actor, detail FROM identity.audit_event WHERE account_id = $1 AND detail->>'reason' = 'stolen'`,
      [id],
    );
    expect(rows).toMatchObject([{ actor: 'cli' }]);
  });
});

describe('the system', () => {
  test('keys are listed per algorithm, and a rotation schedules the next ones once', async () => {
    const listed = (await answer('key list'))['keys'] as { alg: string; state: string }[];
    expect(keys(listed[0])).toEqual(['active_from', 'alg', 'kid', 'published_at', 'retire_at', 'state']);
    expect(new Set(listed.map(({ alg, state }) => `${alg} ${state}`)).size).toBe(8);
    const rotated = (await answer('key rotate'))['keys'] as { alg: string; state: string }[];
    expect(rotated.filter(({ state }) => state === 'scheduled')).toHaveLength(4);
    expect(((await answer('key rotate'))['keys'] as unknown[]).length).toBe(rotated.length);
    expect((await cli('key list')).out).toMatch(/^ALG +STATE +ACTIVE FROM +RETIRES +KID\n/);
  });

  test('migrate and seed demo can be repeated', async () => {
    expect(await answer('migrate')).toEqual({ migrated: true });
    const { created } = await answer('seed demo');
    expect(created).toBe(10);
    expect(await answer('seed demo')).toEqual({ created: 0 });
  });
});

describe('typing', () => {
  test.each([
    ['client creat', 'there is no command "client creat"; known are: client create, client list'],
    ['nonsense', 'there is no command "nonsense"; see --help'],
    ['client show', 'client show needs one argument'],
    ['client show a b', 'client show does not take "b"'],
    ['client show a --limit 3', 'client show has no option --limit'],
    ['client list --colour red', "Unknown option '--colour'"],
  ])('%s is refused', (words, said) => {
    expect(() => parseWords(words.split(' '), commands)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(said) }),
    );
  });

  test('a command that reads a document says so when there is none that can be read', async () => {
    expect(await cli('account create', '{"name":')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^standard input is not JSON: /),
    });
  });

  test('help is given for one command', () => {
    expect(parseWords(['seed', 'demo', '--help'], commands)).toMatchObject({ kind: 'help', command: { name: 'seed demo' } });
  });
});

test('docs/cli.md is what npm run docs writes', async () => {
  expect(await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'cli.md'), 'utf8')).toBe(cliPage(modules));
});
