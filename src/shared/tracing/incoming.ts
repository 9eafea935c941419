import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { TRACER } from './names.ts';
import type { TraceSeal } from './seal.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Gives every request a span until its answer has gone. One of our own services' continues the trace it came in; a stranger's begins a new
 * one that links to theirs, so that both sides can be put together and neither decides about the other's.
 */
export const tracedListener =
  (seal: TraceSeal, listener: Listener): Listener =>
  (request, response) => {
    if (PROBES.has(request.url ?? '')) {
      listener(request, response);
      return;
    }
    const { parent, link } = origin(seal, request);
    const span = trace.getTracer(TRACER).startSpan(
      request.method ?? 'HTTP',
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method ?? '' },
        ...(link === undefined ? {} : { links: [link] }),
      },
      parent,
    );
    response.once('close', () => {
      span.setAttribute('http.response.status_code', response.statusCode);
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), () => {
      listener(request, response);
    });
  };

function origin(seal: TraceSeal, { headers }: IncomingMessage) {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return { parent: ROOT_CONTEXT };
  // Without their `tracestate`, which is text of theirs.
  const theirs: Context = propagation.extract(ROOT_CONTEXT, { traceparent });
  if (seal.fits(traceparent, typeof tracestate === 'string' ? tracestate : undefined)) return { parent: theirs };
  const from = trace.getSpanContext(theirs);
  return from === undefined ? { parent: ROOT_CONTEXT } : { parent: ROOT_CONTEXT, link: { context: from } };
}
