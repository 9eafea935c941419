import type { Clock } from '#shared/clock';
import type { Log } from '#shared/log';

export type ServiceRole = 'identity' | 'dossier' | 'payment';
export type ServiceState = 'up' | 'down' | 'unknown';

export interface ServiceStatus {
  /** What is known now; never waits. Asks again in the background when the answer is older than half a minute. */
  current(): { readonly role: ServiceRole; readonly state: ServiceState }[];
  /** Asks every service and waits for the answers, at most two seconds. */
  refresh(): Promise<void>;
}

const freshSeconds = 30;
const waitMilliseconds = 2000;

/** Whether the other services can do their work (`/readyz`), for the front door; a page never waits for one that hangs. */
export function createServiceStatus(options: {
  readonly services: Readonly<Partial<Record<ServiceRole, URL>>>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly log: Log;
}): ServiceStatus {
  const roles = Object.keys(options.services) as ServiceRole[];
  const states = new Map<ServiceRole, ServiceState>(roles.map((role) => [role, 'unknown']));
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async (role: ServiceRole): Promise<ServiceState> => {
    try {
      const answer = await options.fetch(new URL('/readyz', options.services[role]), {
        redirect: 'error',
        signal: AbortSignal.timeout(waitMilliseconds),
      });
      await answer.body?.cancel();
      return answer.ok ? 'up' : 'down';
    } catch (error) {
      options.log.debug({ err: error, role }, 'a service does not answer');
      return 'down';
    }
  };
  const refresh = async (): Promise<void> => {
    askedAt = options.clock.epoch();
    await Promise.all(roles.map(async (role) => states.set(role, await ask(role))));
  };
  return {
    current() {
      if (options.clock.epoch() - askedAt >= freshSeconds) void refresh();
      return roles.map((role) => ({ role, state: states.get(role) ?? 'unknown' }));
    },
    refresh,
  };
}
