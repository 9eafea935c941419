import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { tracedListener } from './incoming.ts';
import { TRACER } from './names.ts';
import { traceOutgoing } from './outgoing.ts';
import { createTraceSeal } from './seal.ts';

export interface TracingOptions {
  /** Of a collector that speaks OTLP over HTTP; undefined leaves traces off. */
  readonly endpoint: URL | undefined;
  /** Of the traces that begin here, so many are recorded: 0 to 1. */
  readonly share: number;
  readonly roles: readonly string[];
  /** Where our own services are reached, on which our traces are continued. */
  readonly ownOrigins: readonly string[];
  /** What our own processes know one another by; newest first. */
  readonly keys: readonly Buffer[];
}

export interface Tracing {
  serve<L extends (request: IncomingMessage, response: ServerResponse) => void>(listener: L): L | ReturnType<typeof tracedListener>;
  /** Begins a statement, known by its name alone, where something runs that it belongs to; call the result when it has been answered. */
  readonly statement: ((name: string) => (failed: boolean) => void) | undefined;
  /** Sends what has not been sent yet, for two seconds at most. */
  stop(): Promise<void>;
}

const off: Tracing = { serve: (listener) => listener, statement: undefined, stop: () => Promise.resolve() };

/** A collector that is away costs nothing but the traces: they wait in a short queue, and the newest are dropped. */
const SEND_MS = 2000;

/** Switches traces on for this process, or does nothing at all where there is no endpoint. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint, share, roles, keys } = options;
  if (endpoint === undefined) return off;
  const [{ AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, { OTLPTraceExporter }, { resourceFromAttributes }, sdk] =
    await Promise.all([
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-base'),
    ]);
  const url = `${endpoint.href.replace(/\/$/, '')}/v1/traces`;
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'mot-cua', 'mot_cua.roles': [...roles] }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: SEND_MS }), { exportTimeoutMillis: SEND_MS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const seal = createTraceSeal(keys);
  const endOutgoing = traceOutgoing(seal, new Set(options.ownOrigins));
  return {
    serve: (listener) => tracedListener(seal, listener),
    statement,
    async stop() {
      endOutgoing();
      await Promise.race([provider.shutdown().catch(() => undefined), pause(SEND_MS, undefined, { ref: false })]);
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

function statement(name: string): (failed: boolean) => void {
  if (trace.getActiveSpan() === undefined) return () => undefined;
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
  const span = trace.getTracer(TRACER).startSpan(name, { kind: SpanKind.CLIENT, attributes });
  return (failed) => {
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}
