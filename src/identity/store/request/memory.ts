import { Provider } from 'oidc-provider';
import type { Payload, SealedRow, SessionRow } from '#identity/store/rows';
import type { Write } from '#identity/writes';
import type { AnyTokenRow } from './any-token-sql.ts';

/** Everything that is remembered for one request, and who may touch it. A slot is absent until its writer has been there. */
export interface RequestSlots {
  /**
   * Writes kept until the request ends; there only while something will apply them. Written and read by `held-writes.ts`
   * alone.
   */
  held?: Write[];
  /** When the request came. Written by `held-writes.ts`, read where a value is shown a second time (`code.ts`). */
  arrived?: Date;
  /** Read ahead because it will be asked for next: written by look-ups, read once by models, both through `companions.ts`. */
  ahead?: ReadAhead;
  /** The value that introspection or revocation was told, and the token it is. Written and read by `any-token.ts`. */
  told?: { readonly id: string; readonly row: Promise<AnyTokenRow | null> };
  /** The code or refresh token that was found. Written by their models, read where a refusal is explained (`provider/explain.ts`). */
  shown?: Payload;
  /** Why the request is refused, as its caller is told. Written when it is (`provider/report.ts`), read for a redirect (`redirect-errors.ts`). */
  refusal?: string;
  /** The database could not be reached. Written where the provider fails (`provider/report.ts`), read when the answer is made (`redirect-errors.ts`, pages). */
  away?: true;
  /** The refresh token this refresh uses up. Written when the provider consumes it, read when its successor is saved (`refresh-token.ts`). */
  predecessor?: string;
  /** The browser that asks, by its secrets. Written by `provider/browser-secret.ts`, read where a sign-in is begun or taken up (`models/interaction.ts`). */
  browser?: RequestingBrowser;
  /** The sign-in the pages were opened for. Written when it is loaded, read when it is answered (`provider/interactions.ts`). */
  interaction?: Awaited<ReturnType<Provider['interactionDetails']>>;
  /** Who is signed in in the browser that asks for a sign-in page. Written and read by `provider/interactions.ts`. */
  session?: Awaited<ReturnType<Provider['Session']['get']>>;
}

/** What a sign-in under way is bound to: SHA-256 of secrets that only this browser has. */
export interface RequestingBrowser {
  /** Newest first. */
  readonly holds: readonly Buffer[];
  /** What a sign-in that begins now is bound to. */
  bind(): Buffer;
  /** A new secret for a sign-in that goes on, sent with this answer; the same one for the whole request. */
  renew(): Buffer;
}

export interface ReadAhead {
  readonly grants: Map<string, Payload>;
  readonly sessions: Map<string, SessionRow>;
  /** Account and client → the grant's id, or that there is none. */
  readonly pairs: Map<string, string | null>;
  readonly pushed: Map<string, SealedRow | null>;
}

/** What is remembered for requests. It lives exactly as long as the request's own context object. */
export interface RequestMemory {
  /** The slots of this request, from its Koa context. */
  of(request: object): RequestSlots;
  /** The slots of the request oidc-provider is serving; undefined outside of one. */
  running(): RequestSlots | undefined;
}

/** The only memory of requests; made once and given to everybody who remembers something for one. */
export function createRequestMemory(): RequestMemory {
  const requests = new WeakMap<object, RequestSlots>();
  const of = (request: object): RequestSlots => {
    const known = requests.get(request);
    if (known !== undefined) return known;
    const slots: RequestSlots = {};
    requests.set(request, slots);
    return slots;
  };
  return {
    of,
    running() {
      const request = runningRequest();
      return request === undefined ? undefined : of(request);
    },
  };
}

/** The parts of a protocol request that its store has to know; a Koa context. */
export interface RunningRequest {
  readonly oidc?: {
    readonly provider: Provider;
    readonly route?: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly client?: { readonly clientId: string };
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
