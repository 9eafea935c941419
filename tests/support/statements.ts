import type pg from 'pg';
import type { Statement } from '#shared/db';

/**
 * Every statement that is made while `load` imports modules, exported or not: `statement` freezes what it returns, so
 * freezing is watched for as long as that takes. Nothing in the program has to know of the test.
 */
export async function statementsMadeBy(load: () => Promise<unknown>): Promise<Statement<unknown>[]> {
  const made: Statement<unknown>[] = [];
  const freeze = Object.freeze;
  Object.freeze = ((value: object) => {
    if (isStatement(value)) made.push(value);
    return freeze(value);
  }) as typeof Object.freeze;
  try {
    await load();
  } finally {
    Object.freeze = freeze;
  }
  return made;
}

const isStatement = (value: object): value is Statement<unknown> =>
  Object.keys(value).join() === 'name,text,row' &&
  typeof (value as { text: unknown }).text === 'string' &&
  'safeParse' in (value as { row: object }).row;

/** One column of a statement's result as PostgreSQL describes it, without running the statement. */
export interface Column {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Parses and describes a statement on the server (extended query protocol) as the connection's role; throws what the server objects to. */
export function describeStatement(client: pg.ClientBase, text: string): Promise<Column[]> {
  return new Promise((resolve, reject) => {
    let columns: Column[] = [];
    let failure: Error | undefined;
    const submittable = {
      submit(connection: { parse(what: object): void; describe(what: object): void; sync(): void }) {
        connection.parse({ name: '', text, types: [] });
        connection.describe({ type: 'S', name: '' });
        connection.sync();
      },
      handleRowDescription(message: { fields: Column[] }) {
        columns = message.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }));
      },
      handleDataRow() {},
      handleCommandComplete() {},
      handleEmptyQuery() {},
      handlePortalSuspended() {},
      handleError(error: Error) {
        failure = error;
        reject(error);
      },
      handleReadyForQuery() {
        if (failure === undefined) resolve(columns);
      },
    };
    client.query(submittable as never);
  });
}

/** A node of EXPLAIN's JSON. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** What reads a table without an index condition, as `table` or `table (whole index)`. */
export function fullReads(node: PlanNode, underLimit = false): string[] {
  const limited = underLimit || node['Node Type'] === 'Limit';
  const table = node['Relation Name'];
  const whole =
    node['Node Type'].startsWith('Index') && node['Node Type'] !== 'Bitmap Index Scan' && node['Index Cond'] === undefined && !limited;
  const mine = table === undefined ? [] : node['Node Type'] === 'Seq Scan' ? [table] : whole ? [`${table} (whole index)`] : [];
  return [...mine, ...(node.Plans ?? []).flatMap((child) => fullReads(child, limited))];
}
