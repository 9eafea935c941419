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
  return {
    async record(tx, event) {
      const at = deps.clock.now();
      const id = uuidv7(at);
      await run(tx, insertEvent, [
        id,
        at,
        event.type,
        event.accountId ?? null,
        printable(event.clientId),
        printable(event.actor),
        event.ip !== undefined && isIP(event.ip) !== 0 ? event.ip : null,
        printable(event.traceId),
        detailJson(event.detail),
      ]);
      deps.log.info(
        {
          event: event.type,
          eventId: id,
          accountId: event.accountId,
          clientId: event.clientId,
          actor: event.actor,
          traceId: event.traceId,
          detail: event.detail,
        },
        event.type,
      );
      deps.metrics.event(event.type);
    },
    async preparePartitions(tx) {
      const { made } = await one(tx, preparePartitions, [deps.clock.now(), MONTHS_AHEAD]);
      return made;
    },
  };
}

/** PostgreSQL stores no null character, and an event must never be lost to one. */
function printable(value: string | null | undefined): string | null {
  return value?.replaceAll('\0', '\uFFFD') ?? null;
}

function detailJson(detail: AuditEvent['detail']): string | null {
  if (detail === undefined) return null;
  return JSON.stringify(detail, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value));
}
