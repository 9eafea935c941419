import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { TRACER } from './names.ts';

/** A job's payload with the running trace in `traceparent`; where traces are off, the payload as it is. */
export function carry(payload: object): object {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent === undefined ? payload : { ...payload, traceparent: carrier.traceparent };
}

/**
 * Does a job under the trace of its cause. The task sees its payload as it was given to `carry`, also where traces are off here and were on
 * where the job was added.
 */
export async function resume<T>(task: string, given: unknown, work: (payload: unknown) => Promise<T>): Promise<T> {
  const { traceparent, payload } = apart(given);
  const cause = traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
  return trace.getTracer(TRACER).startActiveSpan(`job ${task}`, { kind: SpanKind.CONSUMER }, cause, async (span) => {
    try {
      return await work(payload);
    } catch (error) {
      // The error's text may name a person; the log, which leaves that out, has the rest.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function apart(given: unknown): { traceparent: string | undefined; payload: unknown } {
  if (typeof given !== 'object' || given === null || !('traceparent' in given)) return { traceparent: undefined, payload: given };
  const { traceparent, ...payload } = given;
  return { traceparent: typeof traceparent === 'string' ? traceparent : undefined, payload };
}
