import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { operate } from '../../support/operator.ts';
import type { Ended } from '../../support/program.ts';

const bundled = join(import.meta.dirname, '..', '..', '..', 'data', 'catalogue');
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

const cli = (...words: string[]): Promise<Ended> => operate(words, { env });
const told = (input: unknown, ...words: string[]): Promise<Ended> => operate(words, { env, input });
const json = ({ out }: Ended): unknown => JSON.parse(out);
const count = async (table: string): Promise<number> =>
  Number((await database.admin.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

test('nobody is made staff while the catalogue has no agencies, and how to take them in is said', async () => {
  const refused = await told({ citizen_number: '001090000404', agency: 'H26', name: 'Trần Văn Mẫu' }, 'staff', 'add');
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('`catalogue import data/catalogue/agencies.json`') });
});

test('an import takes the good rows, reports each bad one with its reasons, and ends with exit code 1 until all are taken', async () => {
  const register = ['agencies.json', 'fields.json', 'units.json', 'synonyms.json'].map((name) => join(bundled, name));
  const first = await cli('catalogue', 'import', ...register, '--json');
  expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
  expect(json(first)).toMatchObject({ dry_run: false, files: 4, unchanged: 0, rejected: [] });

  const { items } = JSON.parse(await readFile(join(bundled, 'procedures-courts.json'), 'utf8')) as { items: Record<string, unknown>[] };
  const [good, bad] = items;
  const mixed = join(folder, 'mixed.json');
  const broken = join(folder, 'broken.json');
  await writeFile(
    mixed,
    JSON.stringify({ kind: 'procedures', items: [good, { ...bad, steps: [], name: { vi: 'Chỉ tiếng Việt' } }, 'nothing'] }),
  );
  await writeFile(broken, '{"kind":');

  const before = await count('catalogue.procedure_version');
  const expected = {
    files: 2,
    accepted: 1,
    unchanged: 0,
    rejected: [
      { file: 'broken.json', row: 0, code: null, reasons: [expect.stringContaining('not JSON')] },
      { file: 'mixed.json', row: 2, code: bad?.['code'], reasons: [expect.stringContaining('name.en'), expect.stringContaining('steps')] },
      { file: 'mixed.json', row: 3, code: null, reasons: [expect.any(String)] },
    ],
  };
  const rehearsal = await cli('catalogue', 'import', mixed, broken, '--dry-run', '--json');
  expect({ code: rehearsal.code, err: rehearsal.err, answer: json(rehearsal) }).toEqual({
    code: 1,
    err: '',
    answer: { dry_run: true, ...expected },
  });
  expect(await count('catalogue.procedure_version')).toBe(before);

  const real = await cli('catalogue', 'import', mixed, broken, '--json');
  expect({ code: real.code, answer: json(real) }).toEqual({ code: 1, answer: { dry_run: false, ...expected } });
  expect(await count('catalogue.procedure_version')).toBe(before + 1);

  const again = await cli('catalogue', 'import', mixed);
  expect(again).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^1 rows accepted, 1 of them unchanged; 2 rejected\nmixed\.json, row 2 \(MC\.\d{6}\):\n {2}/),
  });
  const bare = join(folder, 'bare.json');
  await writeFile(bare, JSON.stringify({ kind: 'procedures', items: [{ code: 'MC.999999' }] }));
  const { out } = await cli('catalogue', 'import', bare, '--dry-run');
  expect(out.trimEnd().split('\n').slice(2)).toEqual([
    '  version: is missing',
    '  validFrom: is missing',
    '  validTo: is missing',
    '  name: is missing',
    '  summary: is missing',
    expect.stringMatching(/^ {2}and \d+ more$/),
  ]);
  const { rows } = await database.admin.query(
    `SELECT actor, detail FROM identity.audit_event WHERE type = 'catalogue.imported' ORDER BY at`,
  );
  expect(rows.at(-1)).toMatchObject({ actor: 'cli', detail: { files: ['mixed.json'], accepted: 1, rejected: 2 } });
  expect(rows).toHaveLength(3);
});

test('an import without a file, or of one that is not there, is said', async () => {
  expect((await cli('catalogue', 'import')).code).toBe(2);
  expect(await cli('catalogue', 'import', '/nowhere/x.json')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('/nowhere/x.json cannot be read'),
  });
});

test('money in suspense is listed and given back by two persons, with every step on the trail', async () => {
  const entry = '01a0a0a0-0000-7000-8000-000000000001';
  await database.admin.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO payment.incoming (id, gateway, transaction_no, amount, suspense, recorded_at) VALUES ($1, 'vietqr', 'FT1', 50000, 'unknown-reference', now())`,
      [entry],
    );
    await tx.query(
      `INSERT INTO payment.journal (id, kind, incoming_id, at) VALUES ('01a0a0a0-0000-7000-8000-000000000002', 'suspense', $1, now())`,
      [entry],
    );
    await tx.query(
      `INSERT INTO payment.posting (journal_id, account, amount) VALUES ('01a0a0a0-0000-7000-8000-000000000002', 'received/vietqr', 50000), ('01a0a0a0-0000-7000-8000-000000000002', 'suspense', -50000)`,
    );
  });
  const suspense = (...words: string[]): Promise<Ended> => cli('payment', 'suspense', ...words);
  expect(json(await suspense('list', '--json'))).toMatchObject({
    entries: [{ entry, came_by: 'vietqr', amount: 50_000, why: 'unknown-reference', return: null }],
  });
  const propose = ['return', '--entry', entry, '--reason', 'no reference', '--by', 'officer-17'];
  expect(await suspense(...propose)).toMatchObject({
    code: 1,
    err: 'this money came by bank transfer: name the account it goes back to\n',
  });
  expect((await suspense(...propose, '--to-account', '970436/12')).err).toContain('--to-account must be');
  const account = ['--to-account', '970436/0123456789/NGUYEN VAN A'];
  expect(json(await suspense(...propose, ...account, '--json'))).toEqual({ entry, status: 'proposed', way: 'transfer', changed: true });
  expect(await suspense('approve', '--entry', entry, '--by', 'officer-17')).toMatchObject({
    code: 1,
    err: expect.stringContaining('somebody else'),
  });
  expect(await suspense('approve', '--entry', entry)).toMatchObject({ code: 1, err: '--by is missing\n' });
  expect((await suspense('approve', '--entry', entry, '--by', 'head-03')).out).toBe(`the return of ${entry} is approved\n`);
  const transferred = ['transferred', '--entry', entry, '--number', 'FT26326000001', '--by', 'officer-17'];
  expect((await suspense(...transferred)).out).toBe(`the return of ${entry} is returned\n`);
  expect((await suspense(...transferred)).out).toBe(`the return of ${entry} is returned already\n`);
  expect(json(await suspense('list', '--json'))).toEqual({ entries: [] });
  expect(json(await suspense('list', '--all', '--json'))).toMatchObject({
    entries: [{ return: { status: 'returned', proposed_by: 'officer-17', approved_by: 'head-03', bank_reference: 'FT26326000001' } }],
  });
  const { rows } = await database.admin.query<{ balance: string }>(
    `SELECT sum(amount) AS balance FROM payment.posting WHERE account = 'suspense'`,
  );
  expect(rows).toEqual([{ balance: '0' }]);
  const trail = await database.admin.query<{ type: string }>(
    `SELECT type FROM identity.audit_event WHERE type LIKE 'suspense.%' ORDER BY at`,
  );
  expect(trail.rows.map(({ type }) => type)).toEqual(['suspense.return-proposed', 'suspense.return-approved', 'suspense.returned']);
});

describe('staff', () => {
  beforeAll(async () => {
    expect((await cli('catalogue', 'import', ...['agencies.json', 'units.json'].map((name) => join(bundled, name)))).code).toBe(0);
  });

  const officer = { citizen_number: '001090000404', agency: 'h26', name: 'Trần Văn Mẫu' };
  const place = { staff_id: expect.any(String), agency: 'H26', name: 'Trần Văn Mẫu', role: 'officer', active: true };
  const placeOf = (ended: Ended) => json(ended) as { staff_id: string; changed: boolean };
  const listed = async (...words: string[]): Promise<unknown[]> =>
    (json(await cli('staff', 'list', ...words, '--json')) as { staff: unknown[] }).staff;

  test('a person is added once, given another role or name, removed and taken back under the same id, and each change is on the trail', async () => {
    const added = await told(officer, 'staff', 'add', '--json');
    expect({ code: added.code, err: added.err }).toEqual({ code: 0, err: '' });
    expect(json(added)).toEqual({ ...place, added_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), changed: true });
    const { staff_id: id } = placeOf(added);
    expect((await told(officer, 'staff', 'add')).out).toBe('Trần Văn Mẫu is officer at H26, as before\n');
    expect((await told({ ...officer, role: 'head' }, 'staff', 'add')).out).toBe('Trần Văn Mẫu is head at H26\n');
    const promoted = placeOf(await told({ ...officer, role: 'head', name: 'Trần Thị Mẫu' }, 'staff', 'add', '--json'));
    expect(promoted).toMatchObject({ staff_id: id, role: 'head', name: 'Trần Thị Mẫu', changed: true });
    expect(json(await cli('staff', 'remove', '001090000404', '--agency', 'h26', '--json'))).toMatchObject({
      ...{ staff_id: id, active: false, changed: true },
    });
    expect((await cli('staff', 'remove', id)).out).toBe('Trần Thị Mẫu no longer works at H26, as before\n');
    expect(placeOf(await told(officer, 'staff', 'add', '--json'))).toMatchObject({ ...place, staff_id: id, changed: true });
    const { rows } = await database.admin.query<{ type: string; actor: string; detail: object }>(
      `SELECT type, actor, detail FROM identity.audit_event WHERE type LIKE 'staff.%' ORDER BY at`,
    );
    const trail = (type: string, role: string) => ({ type, actor: 'cli', detail: { staff: id, agency: 'H26', role } });
    expect(rows).toEqual([
      trail('staff.saved', 'officer'),
      trail('staff.saved', 'head'),
      trail('staff.saved', 'head'),
      trail('staff.removed', 'head'),
      trail('staff.saved', 'officer'),
    ]);
    const { rows: kept } = await database.admin.query<{ text: string }>(
      `SELECT staff::text || encode(name, 'escape') || encode(citizen_index, 'escape') AS text FROM dossier.staff WHERE id = $1`,
      [id],
    );
    expect(kept[0]?.text).not.toMatch(/001090000404|Mẫu/);
  });

  test('a list is of everybody, of an agency with what is under it, or of one person, and of those removed only with --all', async () => {
    const below = placeOf(await told({ ...officer, agency: 'H26.1' }, 'staff', 'add', '--json')).staff_id;
    const beside = placeOf(await told({ ...officer, agency: 'H26.10', citizen_number: '001090000405' }, 'staff', 'add', '--json')).staff_id;
    const gone = placeOf(await told({ ...officer, agency: 'H27' }, 'staff', 'add', '--json')).staff_id;
    await cli('staff', 'remove', gone);
    const of = (agency: string) => expect.objectContaining({ agency });
    expect(await listed()).toEqual([of('H26'), of('H26.1'), of('H26.10')]);
    expect(await listed('--agency', 'h26')).toEqual([of('H26'), of('H26.1'), of('H26.10')]);
    expect(await listed('--agency', 'H26.1')).toEqual([of('H26.1')]);
    expect(await listed('--citizen', '001090000404')).toEqual([of('H26'), of('H26.1')]);
    expect(await listed('--citizen', '001090000404', '--all')).toEqual([
      of('H26'),
      of('H26.1'),
      { ...place, staff_id: gone, agency: 'H27', active: false, added_at: expect.any(String) },
    ]);
    expect(await listed('--after', below, '--limit', '1')).toEqual([expect.objectContaining({ staff_id: beside })]);
    expect((await cli('staff', 'list', '--agency', 'H26.10')).out).toMatch(
      /^STAFF_ID +AGENCY +ROLE +STATUS +NAME\n[0-9a-f-]{36} +H26\.10 +officer +active +Trần Văn Mẫu\n$/,
    );
  });

  test('an agency that is not, or no longer, in the catalogue has no staff', async () => {
    const before = await count('dossier.staff');
    for (const [agency, said] of [
      ['H99', 'no agency has the code H99; `agency list` lists those there are'],
      ['H99.1', 'no agency has the code H99'],
      ['H02', 'there is no agency H02 today; H05 stands in its place'],
    ] as const)
      expect(await told({ ...officer, agency }, 'staff', 'add'), agency).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining(said),
      });
    expect(await count('dossier.staff')).toBe(before);
    const listedAgencies = json(await cli('agency', 'list', '--json')) as { agencies: { code: string }[] };
    const codes = listedAgencies.agencies.map(({ code }) => code);
    expect([codes.includes('H26'), codes.includes('H02'), codes.toSorted().join()]).toEqual([true, false, codes.join()]);
  });

  test('what is wrong is said, all of it at once, and changes nothing', async () => {
    const before = await count('dossier.staff');
    const refused = await told({ citizen_number: '12', agency: 'Hà Nội', name: ' ', role: 'boss', rank: 1 }, 'staff', 'add');
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 1, out: '' });
    for (const wrong of [
      'citizen_number: must be 12 digits',
      'agency: must be an agency’s code',
      'name: is missing',
      'role: must be one of officer, head',
      '"rank"',
    ])
      expect(refused.err).toContain(wrong);
    const failures = [
      [['remove', '001090000404'], '--agency is missing'],
      [['remove', '001090000404', '--agency', 'H99'], 'nobody with this number works there'],
      [['remove', '001090000404', '--agency', 'h/9'], '--agency must be an agency’s code'],
      [['remove', 'Trần'], 'by citizen number (12 digits) or by staff id'],
      [['remove', '01a0a0a0-0000-7000-8000-000000000001'], 'there is no staff id'],
      [['remove', '01a0a0a0-0000-7000-8000-000000000001', '--agency', 'H26'], 'leave --agency out'],
      [['list', '--citizen', '12'], '12 digits'],
      [['list', '--citizen', '001090000404', '--agency', 'H26'], 'name nothing else'],
      [['list', '--after', 'x'], '--after must be a staff id'],
    ] as const;
    for (const [words, said] of failures)
      expect(await cli('staff', ...words), said).toMatchObject({ code: 1, out: '', err: expect.stringContaining(said) });
    expect(await count('dossier.staff')).toBe(before);
  });
});
