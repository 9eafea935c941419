import { Provider } from 'oidc-provider';

export interface RunningRequest {
  readonly oidc?: {
    readonly provider: object;
    readonly route?: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly session?: { readonly uid: string; readonly jti: string; readonly oldId?: string };
  };
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: unknown;
  get(header: string): string;
  remove(header: string): void;
}

/** The provider's request that is being served, if any; an object that lives exactly as long as the request. */
export function runningRequest(): RunningRequest | undefined {
  return Provider.ctx as unknown as RunningRequest | undefined;
}

/** oidc-provider's name of the route being served: `token`, `authorization`, `resume`, `end_session_confirm` … */
export function currentRoute(): string | undefined {
  return runningRequest()?.oidc?.route;
}
