import { trace } from '@opentelemetry/api';

/** The id of the running trace, which is then the number that a person reads to support; undefined where traces are off. */
export const runningTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;

/** Names the running request by its origin and route. The route is a pattern: addresses have codes and ids of people in them. */
export function describeRequest({ origin, method, route }: { origin: string; method: string; route: string }): void {
  trace.getActiveSpan()?.updateName(`${method} ${route}`).setAttributes({ 'http.route': route, 'mot_cua.origin': origin });
}
