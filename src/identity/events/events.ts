import { isIP } from 'node:net';
import type { Clock } from '#shared/clock';
import { uuidv7 } from '#shared/crypto';
import { one, run } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { AuditEvent, EventLog } from './contract.ts';
import { insertEvent, preparePartitions } from './events-sql.ts';

const MONTHS_AHEAD = 3;

/**
 * Records facts: the audit row in the caller's transaction first, then one log line and the counter. When the row
 * cannot be written the call fails, and with it the caller's transaction: a fact is never without its record.
 */
export function createEvents(deps: { clock: Clock; log: Log; metrics: Pick<Metrics, 'event'> }): EventLog {
  const columnsOf = (event: AuditEvent) => {
    const at = deps.clock.now();
    return {
      id: uuidv7(at),
      at,
      type: event.type,
      account: event.accountId ?? null,
      client: printable(event.clientId),
      actor: printable(event.actor),
      ip: event.ip !== undefined && isIP(event.ip) !== 0 ? event.ip : null,
      trace: printable(event.traceId),
      detail: printableDetail(event.detail),
    };
  };
  const tell = (eventId: string, { type, accountId, clientId, actor, traceId, detail }: AuditEvent): void => {
    deps.log.info({ event: type, eventId, accountId, clientId, actor, traceId, detail }, type);
    deps.metrics.event(type);
  };
  return {
    async record(tx, event) {
      const columns = columnsOf(event);
      await run(tx, insertEvent, Object.values(columns));
      tell(columns.id, event);
    },
    prepare(event) {
      const columns = columnsOf(event);
      return {
        write: { kind: 'record-event', ...columns },
        written: () => {
          tell(columns.id, event);
        },
      };
    },
    async preparePartitions(tx) {
      const { made } = await one(tx, preparePartitions, [deps.clock.now(), MONTHS_AHEAD]);
      return made;
    },
  };
}

/** PostgreSQL stores no null character and no half of one, and an event must never be lost to either. */
function printable(value: string | null | undefined): string | null {
  return value?.toWellFormed().replaceAll('\0', '\uFFFD') ?? null;
}

function printableDetail(detail: AuditEvent['detail']): NonNullable<AuditEvent['detail']> | null {
  if (detail === undefined) return null;
  const stored = <T>(value: T) => (typeof value === 'string' ? (printable(value) ?? '') : value);
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, Array.isArray(value) ? value.map(stored) : stored(value)]),
  );
}
