import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import type { Statement } from './statement.ts';

/** Whatever can run a statement: the pool itself or one client inside a transaction. */
export type Tx = Pick<pg.ClientBase, 'query'>;

export interface DbOptions {
  readonly connectionString: string;
  /** Database role to act as, for a login that is a member of several; omitted when the login is the role itself. */
  readonly role?: string | undefined;
  /** Schema in which unqualified names are looked up, for a module whose statements name none. */
  readonly searchPath?: string | undefined;
  /**
   * Plans each named statement once per connection, whatever its values. For a module whose statements all find their rows by a key,
   * so that a plan for the values at hand would only cost the planning.
   */
  readonly plansOnce?: boolean | undefined;
  readonly max: number;
  readonly applicationName: string;
  /** Called for every statement that is sent, with its name: metrics and the bench count with it. */
  readonly onStatement?: ((name: string) => void) | undefined;
  /** Called as a statement is sent, with its name; what it returns, when it has been answered. Traces are made of it. */
  readonly onTraced?: ((name: string) => (failed: boolean) => void) | undefined;
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onIdleError: (error: Error) => void;
}

export interface Db extends Tx {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A connection of its own outside the pool, for LISTEN; the caller ends it. */
  dedicated(): Promise<pg.Client>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export function createDb(options: DbOptions): Db {
  const startup = [
    // A process that hangs must not hold its locks for ever, and no statement of ours takes as long.
    '-c statement_timeout=120s',
    '-c idle_in_transaction_session_timeout=60s',
    ...(options.role === undefined ? [] : [`-c role=${options.role}`]),
    ...(options.searchPath === undefined ? [] : [`-c search_path=${options.searchPath}`]),
    ...(options.plansOnce === true ? ['-c plan_cache_mode=force_generic_plan'] : []),
  ];
  const settings: pg.ClientConfig = {
    connectionString: options.connectionString,
    application_name: options.applicationName,
    options: startup.join(' '),
  };
  const pool = new pg.Pool({ ...settings, max: options.max, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 });
  pool.on('error', options.onIdleError);
  // A connection that breaks while it is checked out emits on the client; without a listener that would end the process.
  pool.on('connect', (client) => {
    client.on('error', options.onIdleError);
  });
  if (options.onStatement !== undefined) {
    const count = options.onStatement;
    pool.on('connect', (client) => {
      const send = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = ((...args: unknown[]) => {
        const first = args[0];
        count(nameOf(first));
        return send(...args);
      }) as typeof client.query;
    });
  }
  if (options.onTraced !== undefined) tracePool(pool, options.onTraced);
  return {
    pool,
    query: pool.query.bind(pool) as Tx['query'],
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((cause: unknown) => {
          broken = cause instanceof Error ? cause : new Error(String(cause));
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    async dedicated() {
      const client = new pg.Client(settings);
      await client.connect();
      return client;
    },
    async close() {
      // The pool calls itself ended before its connections are gone; a server that stops at once would still end them by force.
      let left = pool.totalCount;
      const gone = new Promise<void>((resolve) => {
        if (left === 0) resolve();
        pool.on('remove', () => {
          left -= 1;
          if (left === 0) resolve();
        });
      });
      await pool.end();
      await gone;
    },
  };
}

const nameOf = (first: unknown): string =>
  typeof first === 'object' && first !== null && 'name' in first ? String(first.name) : 'unnamed';

/** Tells how long each statement takes, in the context of whoever sent it: one that waits for a connection is called back in another's. */
function tracePool(pool: pg.Pool, begin: NonNullable<DbOptions['onTraced']>): void {
  const connect = pool.connect.bind(pool) as (done?: (...outcome: unknown[]) => void) => unknown;
  pool.connect = ((done?: (...outcome: unknown[]) => void) =>
    done === undefined ? connect() : connect(AsyncResource.bind(done))) as typeof pool.connect;
  pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const end = begin(nameOf(args[0]));
      const done = args.at(-1);
      if (typeof done === 'function') {
        const told = (error: unknown, ...more: unknown[]): void => {
          end(error !== null && error !== undefined);
          (done as (...outcome: unknown[]) => void)(error, ...more);
        };
        return send(...args.slice(0, -1), AsyncResource.bind(told));
      }
      const answer = send(...args);
      if (answer instanceof Promise)
        answer.then(
          () => end(false),
          () => end(true),
        );
      else end(false);
      return answer;
    }) as typeof client.query;
  });
}

/** All rows, each checked against the statement's schema. */
export async function many<Row>(tx: Tx, of: Statement<Row>, values: readonly unknown[]): Promise<Row[]> {
  const result = await tx.query({ name: of.name, text: of.text, values: [...values] });
  return result.rows.map((row: unknown, index) => {
    const parsed = of.row.safeParse(row);
    if (parsed.success) return parsed.data;
    const columns = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Error(`statement ${of.name}, row ${index}: ${columns}`);
  });
}

/** The one row, or null when there is none; more than one is an error of the statement. */
export async function maybe<Row>(tx: Tx, of: Statement<Row>, values: readonly unknown[]): Promise<Row | null> {
  const rows = await many(tx, of, values);
  if (rows.length > 1) throw new Error(`statement ${of.name} returned ${rows.length} rows where at most one can be`);
  return rows[0] ?? null;
}

/** Exactly one row. */
export async function one<Row>(tx: Tx, of: Statement<Row>, values: readonly unknown[]): Promise<Row> {
  const row = await maybe(tx, of, values);
  if (row === null) throw new Error(`statement ${of.name} returned no row`);
  return row;
}

/** The number of rows the statement changed. */
export async function run(tx: Tx, of: Statement<unknown>, values: readonly unknown[]): Promise<number> {
  const result = await tx.query({ name: of.name, text: of.text, values: [...values] });
  return result.rowCount ?? 0;
}
