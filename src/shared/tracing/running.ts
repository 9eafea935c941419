import { trace } from '@opentelemetry/api';

/** The id of the running trace, which is then the number that a person reads to support; undefined where traces are off. */
export const runningTraceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;

/**
 * Names the running request by its origin and its route as the metrics do, `GET /search`. The route is a pattern: addresses have codes and ids
 * of people in them.
 */
export function describeRequest(origin: string, route: string): void {
  trace
    .getActiveSpan()
    ?.updateName(route)
    .setAttributes({ 'http.route': route.replace(/^[A-Z]+ /, ''), 'mot_cua.origin': origin });
}
