import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Starts timing a request; call the result with the route and status when it has been answered. */
  request(origin: string): (route: string, status: number) => void;
  /** Counts a database statement by its name. */
  statement(name: string): void;
  /** Counts a business event by its name, e.g. `sign_in.succeeded`. */
  event(name: string): void;
  /** A number that is read when it is asked for, e.g. the length of a queue. */
  gauge(name: string, help: string, read: () => number): void;
  /** Several of one kind, told apart by one label with few values: the values and their numbers, read when they are asked for. */
  gauges(name: string, help: string, label: string, read: () => readonly (readonly [string, number])[]): void;
}

/** Prometheus metrics of this process, each prefixed `mot_cua_`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'mot_cua_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['origin', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  // Which process answered: members of one cluster share a port, and a scrape reaches one of them.
  const answered = new Counter({
    name: 'mot_cua_process_requests_total',
    help: 'Requests answered by one process',
    labelNames: ['pid'],
    registers: [registry],
  });
  const pid = String(process.pid);
  const statements = new Counter({
    name: 'mot_cua_statements_total',
    help: 'Database statements sent',
    labelNames: ['name'],
    registers: [registry],
  });
  const events = new Counter({ name: 'mot_cua_events_total', help: 'Business events', labelNames: ['event'], registers: [registry] });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request(origin) {
      const end = requests.startTimer({ origin });
      return (route, status) => {
        end({ route, status: String(status) });
        answered.inc({ pid });
      };
    },
    statement: (name) => statements.inc({ name }),
    event: (name) => events.inc({ event: name }),
    gauge(name, help, read) {
      new Gauge({
        name: `mot_cua_${name}`,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    gauges(name, help, label, read) {
      new Gauge({
        name: `mot_cua_${name}`,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          this.reset();
          for (const [value, number] of read()) this.set({ [label]: value }, number);
        },
      });
    },
  };
}
