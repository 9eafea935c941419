import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { many, maybe, run, type Statement } from '#shared/db';
import * as files from '../../../src/dossier/documents/file-sql.ts';
import * as drafts from '../../../src/dossier/filing/draft-sql.ts';
import * as inbox from '../../../src/dossier/owner/inbox-sql.ts';
import { staffOf } from '../../../src/dossier/people/people-sql.ts';
import * as lists from '../../../src/dossier/record/lists-sql.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { dossierForger, type DossierForger } from '../../support/dossier-forgery.ts';
import { statementsMadeBy } from '../../support/statements.ts';

/** Statements that ask for one person's things, asked for another's: there is nothing, and nothing happens. */
let database: TestDatabase;
let by: DossierForger;
const other = randomUUID();
const draft = randomUUID();
let dossier = '';

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  by = await dossierForger(database);
  const { db, admin } = database;
  await db.query(
    `INSERT INTO dossier.person (id, issuer, subject, contact, contact_digest, language, created_at) VALUES ($1, 'i', 'other', '', '', 'vi', now())`,
    [other],
  );
  await by.behindTheCurtain(
    `UPDATE dossier.procedure_version SET body = '{"name": {"vi": "", "en": ""}, "level": "province", "agency": {"code": "G01"}}'`,
  );
  await run(db, drafts.insertDraft, [draft, by.person, 'p', 1, 'H26', Buffer.alloc(0), '{}', new Date()]);
  dossier = (await db.transaction((tx) => by.file(tx))).id;
  await admin.query(
    `INSERT INTO dossier.inbox_message (id, person_id, dossier_id, seq, template, code, at) VALUES (gen_random_uuid(), $1, $2, 1, 'status-1', '', now())`,
    [by.person, dossier],
  );
});
afterAll(() => database.close());

/** What a statement finds, or how many rows it changes. */
const rows = (of: Statement<unknown>, values: readonly unknown[]): Promise<number> => run(database.db, of, values);
const saved = [Buffer.from('x'), '{}', new Date()];

/** By the name of the statement: what is asked by whom. What changes something comes last. */
const asked: readonly (readonly [Statement<unknown>, (who: string) => readonly unknown[]])[] = [
  [drafts.findDraft, (who) => [draft, who]],
  [drafts.lockDraft, (who) => [draft, who]],
  [drafts.openDrafts, (who) => [who]],
  [drafts.untouchedDraft, (who) => [who, 'p', 1, 'H26']],
  [drafts.saveDraft, (who) => [draft, who, 1, ...saved]],
  [lists.dossiersOfPerson, (who) => [who]],
  [lists.lastChosenAgency, (who) => [who]],
  [inbox.inboxOf, (who) => [who]],
  [inbox.markRead, (who) => [who, new Date()]],
  [drafts.deleteDraft, (who) => [draft, who]],
];

describe('of another person', () => {
  it.each(asked.map((each) => [each[0].name, ...each] as const))('%s has nothing', async (_name, of, values) => {
    expect(await rows(of, values(other))).toBe(0);
    expect(await rows(of, values(by.person))).toBe(1);
  });

  it('is asked by every statement that names a person', async () => {
    const made = await statementsMadeBy(async () => {
      // The rooms once more, as if nobody had loaded them.
      for (const path of ['filing/draft-sql', 'owner/inbox-sql', 'record/lists-sql', 'record/record-sql', 'documents/file-sql'])
        await import(new URL(`../../../src/dossier/${path}.ts?again`, import.meta.url).href);
    });
    const naming = made.filter(({ text }) => /\bperson_id = \$/.test(text)).map(({ name }) => name);
    expect(naming.toSorted()).toEqual(asked.map(([{ name }]) => name).toSorted());
  });
});

describe('of another draft', () => {
  it('no document is found, given away, replaced or removed', async () => {
    const [mine, another, document] = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [mine, another])
      await run(database.db, drafts.insertDraft, [id, by.person, 'p', 1, 'H26', Buffer.alloc(0), '{}', new Date()]);
    await run(database.db, files.insertFile, [document, mine, null, 'photo', Buffer.alloc(0), 'image/png', new Date()]);
    await run(database.db, files.keepFile, [document, 1, Buffer.alloc(32)]);
    const of = (statement: Statement<unknown>, ...values: unknown[]) => rows(statement, values);
    expect(await of(files.filesOfDraft, another)).toBe(0);
    expect(await of(files.giveToDossier, another, dossier)).toBe(0);
    expect(await of(files.removeSlot, another, 'photo', randomUUID())).toBe(0);
    expect(await of(files.removeSlot, mine, 'health', randomUUID())).toBe(0);
    expect(await of(files.removeSlot, mine, 'photo', document)).toBe(0);
    expect(await of(files.removeFile, document, another)).toBe(0);
    expect(await of(files.removeFilesOfDraft, another)).toBe(0);
    expect(await of(files.removeFilesOfDrafts, [another])).toBe(0);
    expect(await of(files.filesOfDraft, mine)).toBe(1);
    expect(await of(files.removeFile, document, mine)).toBe(1);
  });
});

describe('another agency’s dossier', () => {
  const everything = [1, 2, 4, 5, 6, 9];
  it('is in no queue: neither the one above, nor the one beside, nor one whose code only begins alike', async () => {
    for (const agency of ['H29.1', 'H29.10', 'H29.1.2']) await database.db.transaction((tx) => by.file(tx, { agency }));
    const queue = async (root: string, agency: string): Promise<string[]> =>
      (await many(database.db, lists.dossiersOfAgency, [root, agency, everything])).map((row) => row.agency).toSorted();
    expect(await queue('H29', 'H29.1')).toEqual(['H29.1', 'H29.1.2']);
    expect(await queue('H29', 'H29.10')).toEqual(['H29.10']);
    expect(await queue('H29', 'H29')).toEqual(['H29.1', 'H29.1.2', 'H29.10']);
    expect(await queue('H26', 'H29.1')).toEqual([]);
    expect(await many(database.db, lists.dossiersOfAgency, ['H29', 'H29', [2, 9]])).toEqual([]);
  });

  it('is open to nobody whose place was taken away, nor by another citizen number', async () => {
    const { admin, db } = database;
    await admin.query(
      `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, active, created_at) VALUES (gen_random_uuid(), '\\x03', 'H29', '', 'officer', false, now())`,
    );
    expect(await many(db, staffOf, [Buffer.from([3])])).toEqual([]);
    expect((await many(db, staffOf, [Buffer.from([1])])).map(({ id }) => id)).toEqual([by.officer]);
    expect(await maybe(db, staffOf, [Buffer.from([4])])).toBeNull();
  });
});

describe('the database itself refuses', () => {
  it('a move, a note and a rating by a citizen whose dossier it is not', async () => {
    const filed = await by.dossierAt(1);
    const because = { reason_code: 'withdraw.personal', legal_ground: 'Nghị định 118/2025/NĐ-CP', remedy: 'Nộp hồ sơ khác' };
    const withdrawal = { kind: 'moved', to_status: 7, actor: 'citizen', ...because };
    expect(await by.tell(filed, { ...withdrawal, actor_id: other })).toBe('DS002');
    expect(await by.tell(filed, { kind: 'noted', actor: 'citizen', actor_id: other })).toBe('DS002');
    expect(await by.tell(filed, { ...withdrawal, actor_id: by.person })).toBe('done');
    const returned = await by.dossierAt(10);
    expect(await by.tell(returned, { kind: 'rated', actor: 'citizen', actor_id: other, rating: 1 })).toBe('DS002');
    expect(await by.tell(returned, { kind: 'rated', actor: 'citizen', actor_id: by.person, rating: 1 })).toBe('done');
  });

  it('an officer of another agency, one whose code only begins alike, and one whose place was taken away', async () => {
    const { admin } = database;
    const [elsewhere, alike, gone] = [randomUUID(), randomUUID(), randomUUID()];
    await admin.query(
      `INSERT INTO dossier.staff (id, citizen_index, agency, name, role, active, created_at)
       VALUES ($1, '\\x05', 'H27', '', 'head', true, now()), ($2, '\\x06', 'H2', '', 'head', true, now()), ($3, '\\x07', 'H26', '', 'head', false, now())`,
      [elsewhere, alike, gone],
    );
    const id = await by.dossierAt(1);
    for (const officer of [elsewhere, alike, gone])
      expect(await by.tell(id, { kind: 'moved', to_status: 2, actor: 'officer', actor_id: officer })).toBe('DS002');
    expect(await by.tell(id, { kind: 'moved', to_status: 2, actor: 'officer', actor_id: by.officer })).toBe('done');
  });
});
