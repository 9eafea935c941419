import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { isDatabaseAway } from '#shared/db';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';
import type { RequestMemory } from '#identity/store';
import { sentence, type Explanation, type ProtocolError } from './explanation.ts';

export interface ReportDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly memory: RequestMemory;
  readonly explain: (ctx: KoaContextWithOIDC, error: ProtocolError) => Explanation;
}

const failures = [
  'authorization.error',
  'grant.error',
  'userinfo.error',
  'introspection.error',
  'revocation.error',
  'pushed_authorization_request.error',
  'end_session.error',
];

/**
 * Protocol errors for the caller and for the operator: the answer says what failed and under which trace id, the log line has the values.
 * oidc-provider tells of an error when its answer is ready and has not left. The audit rows are written with the facts, not here.
 */
export function reportOutcomes(provider: Provider, { log, metrics, memory, explain }: ReportDeps): void {
  provider.on('server_error', (ctx, error) => {
    metrics.event('protocol.server_error');
    log.error({ err: error, traceId: ctx.state['traceId'] as unknown, path: ctx.path }, 'the provider failed');
    if (!isDatabaseAway(error)) {
      name(ctx, {});
      return;
    }
    memory.of(ctx).away = true;
    name(ctx, { error: 'temporarily_unavailable', error_description: 'the service cannot reach its database; try again later' });
  });
  const on = provider.on.bind(provider) as (event: string, handler: (ctx: KoaContextWithOIDC, error: ProtocolError) => void) => void;
  for (const event of failures) {
    on(event, (ctx, error) => {
      metrics.event(`protocol.${event}`);
      const explanation = explain(ctx, error);
      log.info(
        {
          traceId: ctx.state['traceId'] as unknown,
          event,
          clientId: ctx.oidc.client?.clientId,
          error: explanation.code ?? error.error,
          check: explanation.check,
          expected: explanation.expected,
          came: explanation.came,
          detail: error.error_detail,
          err: error.cause,
        },
        'protocol error',
      );
      const code = explanation.code === undefined ? {} : { error: explanation.code };
      memory.of(ctx).refusal = sentence(explanation);
      name(ctx, { ...code, error_description: sentence(explanation) });
    });
  }
  for (const event of ['authorization.success', 'grant.success', 'grant.revoked', 'end_session.success']) {
    on(event, () => {
      metrics.event(`protocol.${event}`);
    });
  }
}

/** The error's JSON with what is known better, and with the trace id. Pages and redirects name it in their own way. */
function name(ctx: KoaContextWithOIDC, better: object): void {
  const { body } = ctx;
  if (typeof body !== 'object' || body === null || !('error' in body)) return;
  ctx.body = { ...body, ...better, trace_id: ctx.state['traceId'] as string };
}
