import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { laneStatements } from '../../../src/shared/jobs/lane-sql.ts';
import { queueStatements } from '../../../src/shared/jobs/queue-sql.ts';
import { notificationStatements } from '../../../src/shared/notify/notification-sql.ts';
import type { Statement } from '#shared/db';
import { modules } from '../../../src/modules.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { describeStatement, fullReads, statementsMadeBy, type Column, type PlanNode } from '../../support/statements.ts';

const source = join(import.meta.dirname, '..', '..', '..', 'src');
const files: string[] = [];
for await (const file of glob('**/*.ts', { cwd: source })) {
  if (/\bstatement\(\s*['"`n]/.test(readFileSync(join(source, file), 'utf8'))) files.push(file);
}

// Whatever these need of one another is there before anything is watched.
for (const file of files) await import(join(source, file));

/** Texts that are built from the name of a schema, for every schema there is. */
const perSchema = [queueStatements, notificationStatements, laneStatements] as const;
const all = await statementsMadeBy(async () => {
  // Anew, since what a worker has read before it does not read again.
  for (const file of files) await import(`${pathToFileURL(join(source, file)).href}?statements`);
  perSchema[0]('identity_jobs');
  perSchema[1]('identity');
  perSchema[2]('identity_jobs');
});

/** Small by nature, so that reading them as a whole is right: dozens to a few thousand rows that people administer. */
const smallTables = new Set([
  'agency',
  'office',
  'unit_change',
  'fine_incentive',
  'signing_key',
  'api_resource',
  'resource',
  'pg_class',
  'pg_namespace',
  'pg_inherits',
  'fault',
  'job_lane',
]);
/** Reads of a whole big table that are meant, with the reason. */
const meantReads: Readonly<Record<string, string>> = {
  'jobs.identity_jobs.depth': 'counts the queue for the gauges; finished jobs are deleted, so the queue is short',
  'jobs.identity_jobs.failed': 'an operator’s list; the queue is short',
  'jobs.identity_jobs.holders': 'the queue is short, and one runner looks every 15 s',
  'jobs.identity_jobs.lane-depth': 'counts the queue by lane for the gauges, see depth',
  'jobs.identity_jobs.lane-sweep': 'asks of each lane that gave trouble whether anybody waits for it; few lanes, a short queue, every 15 s',
  'jobs.identity_jobs.lane-wake': 'lets go all that waited for a lane, once after an outage',
  'jobs.identity_jobs.probe': 'the queue is short, and one worker looks every minute',
  'jobs.identity_jobs.wake': 'the queue is short, and it is done once after an outage',
  'payment.posting.balances': 'adds up the whole ledger, for an audit; no page and no request does',
  'sandbox.outbox.clear': 'empties the outbox of a development machine',
};

let database: TestDatabase;
beforeAll(async () => {
  database = await useDatabase();
  // With no rows at all the planner takes the short index of unfinished messages for everything.
  await database.admin.query(
    `INSERT INTO identity.notification (id, channel, template, language, recipient, recipient_index, body, secret, created_at, expires_at)
     SELECT gen_random_uuid(), 'sms', 'x', 'vi', '', sha256(n::text::bytea), '', false, now(), now() FROM generate_series(1, 2000) n`,
  );
  await database.admin.query('ANALYZE identity.notification');
});
afterAll(() => database.close());

const schemas = new Set(modules.flatMap(({ schema }) => (schema === undefined ? [] : [schema.name])));
/** The role that runs the statement in the program. */
const moduleOf = (name: string): string => {
  const first = name.split('.')[0] ?? '';
  if (first === 'staff' || schemas.has(first)) return first;
  // The kit's statements find the tables of the module that uses it by its search_path.
  return first === 'rp' || first === 'relying-party' ? 'dossier' : 'identity';
};

/** Empty tables make every join look equally cheap; what matters is that each can be entered by an index. */
async function as<T>(name: string, work: (client: Parameters<typeof describeStatement>[0]) => Promise<T>): Promise<T> {
  const client = await database.admin.pool.connect();
  try {
    await client.query(
      `SET ROLE mocua_${moduleOf(name)}; SET search_path TO ${moduleOf(name)}; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`,
    );
    return await work(client);
  } finally {
    await client.query('RESET ROLE; RESET search_path; RESET enable_seqscan; RESET enable_hashjoin; RESET enable_mergejoin');
    client.release();
  }
}

test('every file that makes statements was read, and every name is used once', () => {
  expect(files.length).toBeGreaterThan(25);
  expect(all.length).toBeGreaterThan(150);
  const names = all.map(({ name }) => name);
  // `expire` and the like are made once per table; the per-schema builders run once here and never at import.
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z_-]+(?:\.[a-z0-9_-]+)+$/.test(name))).toEqual([]);
});

describe('every statement', () => {
  test.each(all.map((each) => [each.name, each] as const))(
    '%s is valid for its role and returns the columns of its row',
    async (name, each) => {
      const columns = await as(name, (client) => describeStatement(client, each.text));
      expect(columns.map((column) => column.name).toSorted()).toEqual(Object.keys(shapeOf(each)).toSorted());
      for (const column of columns)
        expect(accepts(shapeOf(each)[column.name], column), `${column.name} is of another type than its schema`).toBe(true);
    },
  );

  test.each(all.map((each) => [each.name, each] as const))('%s reads big tables by an index', async (name, each) => {
    const reads = await as(name, async (client) => {
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${each.text}`);
      return fullReads(rows[0]?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none' });
    });
    const big = reads.filter((read) => !smallTables.has(read.split(' ')[0] ?? ''));
    if (name in meantReads) expect(big, 'the exception is no longer one').not.toEqual([]);
    else expect(big).toEqual([]);
  });
});

test('a sequential scan, a whole index and a wrong column would be noticed', async () => {
  expect(fullReads({ 'Node Type': 'Seq Scan', 'Relation Name': 'account' })).toEqual(['account']);
  expect(fullReads({ 'Node Type': 'Index Scan', 'Relation Name': 'account', 'Index Name': 'account_pkey' })).toEqual([
    'account (whole index)',
  ]);
  await expect(as('accounts.x', (client) => describeStatement(client, 'SELECT nobody FROM identity.account'))).rejects.toThrow('nobody');
  await expect(as('sandbox.x', (client) => describeStatement(client, 'SELECT id FROM identity.account'))).rejects.toThrow(
    'permission denied',
  );
});

/** The members of the row schema; a statement that returns nothing has none. */
function shapeOf(each: Statement<unknown>): Readonly<Record<string, z.ZodType>> {
  const { row } = each as { row: { shape?: Record<string, z.ZodType> } };
  return row.shape ?? {};
}

/** What `pg` makes of a value of a type, by the type's number. */
const samples: Readonly<Record<number, unknown>> = {
  16: true, 17: Buffer.alloc(32), 18: 'x', 20: '1', 21: 1, 23: 1, 25: 'x', 114: {}, 700: 1, 701: 1, 1009: ['x'], 1043: 'x',
  1114: new Date(0), 1184: new Date(0), 1700: '1', 2950: '01a200fc-0324-75f5-b553-3c3d97a8b72c', 3802: {}, 2275: 'x', 1016: ['1'], 1007: [1], 869: '::1',
}; // prettier-ignore

/** True when the schema takes values of the column's type, whatever it demands of them beyond that. */
function accepts(schema: z.ZodType | undefined, column: Column): boolean {
  const oid = column.dataTypeID;
  if (schema === undefined || !(oid in samples)) return false;
  const candidates = [samples[oid], ...(oid === 114 || oid === 3802 ? [[], 'x'] : []), ...(oid === 25 ? ['0'] : [])];
  return candidates.some((sample) => {
    const parsed = schema.safeParse(sample);
    return parsed.success || parsed.error.issues.every((issue) => !wrongType(issue));
  });
}

function wrongType(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(wrongType));
  return issue.code === 'invalid_type' || issue.code === 'custom';
}
