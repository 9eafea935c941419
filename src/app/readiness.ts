import type { RequestListener } from 'node:http';
import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { one, statement, type Db } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import { schemaGuard } from '#shared/migrate';

/** Codes, tokens and proofs live for seconds to minutes: processes whose clocks lie further apart refuse one another's. */
const CLOCKS_APART_MS = 5000;
/** A balancer gives up after a second or two, and so does this. */
const DEADLINE_MS = 2000;
/** However many ask, the databases are asked this often. */
const KEPT_MS = 1000;
const LOOK_AGAIN_MS = 60_000;

// A transactional message is written to the log and flushed like any other change, and touches no table.
const probe = statement(
  'app.readiness',
  `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only, current_user::text AS role,
          (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
          CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_logical_emit_message(true, 'mot-cua', 'ready')::text END AS written`,
  z.object({ standby: z.boolean(), read_only: z.boolean(), role: z.string(), now: z.number(), written: z.string().nullable() }),
);

export interface ReadinessOptions {
  /** Those that were opened, each with the role it acts as. */
  readonly databases: () => Iterable<{ readonly role: string; readonly db: Db }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'gauge'>;
  readonly signal: AbortSignal;
}

export interface Readiness {
  /** Why this process cannot do its work now, a sentence each; none when it can. Answers within two seconds whatever the databases do. */
  faults(): Promise<readonly string[]>;
  /** Answers `/readyz` of an origin 503 while there are faults; then it is the origin's to answer. */
  guard(handler: RequestListener): RequestListener;
}

/**
 * Whether this process can really do its work: each of its databases is there, takes writes (a small one is made), is no standby, obeys us under
 * the right role, agrees with our clock, and has no breaking migration this program does not know (an old process that goes on running
 * during an upgrade is then sent nobody any more). Looked at when asked, at most once a second, and every minute by itself.
 */
export function createReadiness({ databases, clock, log, metrics, signal }: ReadinessOptions): Readiness {
  const schema = schemaGuard();
  let apart = 0;
  let last: { readonly at: number; readonly faults: Promise<readonly string[]> } | undefined;
  metrics.gauge('clock_offset_seconds', 'By how much the clock of the database is ahead of this process', () => apart / 1000);

  const look = async ({ role, db }: { readonly role: string; readonly db: Db }): Promise<readonly string[]> => {
    const before = clock.now().getTime();
    const found = await one(db, probe, []);
    const after = clock.now().getTime();
    apart = found.now - (before + after) / 2;
    const surely = Math.abs(apart) - (after - before) / 2;
    return [
      ...(found.standby ? [`the database of ${role} is a standby`] : []),
      ...(found.read_only ? [`the database of ${role} takes no writes`] : []),
      ...(found.role === role ? [] : [`the connection of ${role} acts as ${found.role}: a pooler may have dropped its settings`]),
      ...(surely > CLOCKS_APART_MS ? [`the clock of the database of ${role} is ${(apart / 1000).toFixed(1)} s from this machine's`] : []),
      ...((await schema.schemaIsKnown(db))
        ? []
        : [`the database of ${role} belongs to a newer version of the program; start that and stop this`]),
    ];
  };
  const lookAtAll = async (): Promise<readonly string[]> => {
    const each = [...databases()].map(async (one) => {
      const late = new Promise<readonly string[]>((resolve) => {
        setTimeout(() => resolve([`the database of ${one.role} did not answer`]), DEADLINE_MS).unref();
      });
      const looked = look(one).catch((error: unknown) => [
        `the database of ${one.role} is not usable: ${error instanceof Error ? error.message : String(error)}`,
      ]);
      return Promise.race([looked, late]);
    });
    const faults = (await Promise.all(each)).flat();
    if (faults.length > 0) log.warn({ faults }, 'not ready');
    return faults;
  };
  const faults = (): Promise<readonly string[]> => {
    const now = performance.now();
    if (last === undefined || now - last.at > KEPT_MS) last = { at: now, faults: lookAtAll() };
    return last.faults;
  };
  const again = setInterval(() => void faults(), LOOK_AGAIN_MS).unref();
  signal.addEventListener('abort', () => clearInterval(again), { once: true });

  return {
    faults,
    guard: (handler) => (request, response) => {
      if (request.url !== '/readyz') {
        handler(request, response);
        return;
      }
      void faults().then((found) => {
        if (found.length === 0) return handler(request, response);
        response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
        return response.end(JSON.stringify({ status: 'not ready' }));
      });
    },
  };
}
