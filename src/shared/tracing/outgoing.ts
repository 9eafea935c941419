import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { TRACER } from './names.ts';
import type { TraceSeal } from './seal.ts';

/** What undici and the fetch of Node.js, which is made of it, say of a request (undici, "Diagnostics Channel Support"). */
interface Said {
  readonly request: { readonly origin?: string | URL; readonly method: string; addHeader(name: string, value: string): void };
  readonly response?: { readonly statusCode: number };
}

/**
 * Sends the running trace along with every request that leaves the process, whoever makes it, and measures it. The address is told without its
 * path, which may name a person. The seal goes to our own origins alone. Returns what ends it.
 */
export function traceOutgoing(seal: TraceSeal, ownOrigins: ReadonlySet<string>): () => void {
  const spans = new WeakMap<object, Span>();
  const begin = (message: unknown): void => {
    const { request } = message as Said;
    if (trace.getActiveSpan() === undefined) return;
    const to = new URL(request.origin ?? 'http://unknown.invalid');
    const attributes = { 'http.request.method': request.method, 'server.address': to.hostname, 'server.port': Number(to.port) || 443 };
    const span = trace.getTracer(TRACER).startSpan(request.method, { kind: SpanKind.CLIENT, attributes });
    spans.set(request, span);
    const carrier: { traceparent?: string } = {};
    propagation.inject(trace.setSpan(context.active(), span), carrier);
    if (carrier.traceparent === undefined) return;
    request.addHeader('traceparent', carrier.traceparent);
    if (ownOrigins.has(to.origin)) request.addHeader('tracestate', seal.make(carrier.traceparent));
  };
  const answered = (message: unknown): void => {
    const { request, response } = message as Said;
    spans.get(request)?.setAttribute('http.response.status_code', response?.statusCode ?? 0);
  };
  const ended = (message: unknown): void => spans.get((message as Said).request)?.end();
  const failed = (message: unknown): void => {
    spans
      .get((message as Said).request)
      ?.setStatus({ code: SpanStatusCode.ERROR })
      .end();
  };
  const heard = [
    ['undici:request:create', begin],
    ['undici:request:headers', answered],
    ['undici:request:trailers', ended],
    ['undici:request:error', failed],
  ] as const;
  for (const [channel, hear] of heard) subscribe(channel, hear);
  return () => {
    for (const [channel, hear] of heard) unsubscribe(channel, hear);
  };
}
