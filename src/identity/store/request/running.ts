import { Provider } from 'oidc-provider';

/** The parts of a protocol request that its store has to know; a Koa context. */
export interface RunningRequest {
  readonly oidc?: {
    readonly provider: Provider;
    readonly route?: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly session?: { readonly uid: string; readonly jti: string; readonly oldId?: string };
  };
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly ip: string;
  body: unknown;
  get(header: string): string;
  remove(header: string): void;
}

/**
 * The request oidc-provider is serving, if any. Its adapters are told ids and payloads and never for which request, so the library's own
 * `Provider.ctx` is the only way there; this is the only place that takes it.
 */
export function runningRequest(): RunningRequest | undefined {
  return Provider.ctx as unknown as RunningRequest | undefined;
}

/** oidc-provider's name of the route being served: `token`, `authorization`, `resume`, `end_session_confirm` … */
export function currentRoute(): string | undefined {
  return runningRequest()?.oidc?.route;
}
