import type { Context } from 'koa';
import type { z } from 'zod';
import type { Language } from '#shared/texts';
import type { Problem } from '#shared/problem';
import type { Answers, Operation, ReplyOf } from './operation.ts';
import type { Reply } from './reply.ts';

/** What the edge knows about a request before any handler runs. */
export interface Request {
  readonly lang: Language;
  /** The client's address; behind the configured number of proxies, the one they vouch for. */
  readonly ip: string;
  readonly userAgent: string;
  readonly traceId: string;
  readonly csrf: string;
  /** Path and query as requested. */
  readonly here: string;
  /** For the few handlers that must talk to oidc-provider or set cookies. */
  readonly koa: Context;
}

/**
 * Who may call a route. `admit` returns the principal the handler is given, or a reply (such as a redirect to sign in)
 * that is sent instead; it throws `access.denied` for a caller who may not.
 */
export interface Access<Principal> {
  readonly name: string;
  /** The scopes an access token must have; absent where none is asked for. */
  readonly scopes?: readonly string[];
  admit(request: Request): Promise<{ readonly principal: Principal } | { readonly instead: Reply }>;
}

export const anyone: Access<null> = { name: 'anyone', admit: async () => ({ principal: null }) };

export interface RouteDefinition<Principal, Params, Query, Body, Answered extends Answers = Answers> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** @koa/router path, e.g. `/sign-in/:uid/password`. */
  readonly path: string;
  readonly who: Access<Principal>;
  /**
   * Every parameter is a string; duplicated ones are refused. What the query's object does not name is ignored on a page, whose links
   * people share with more on them, and refused on an API, which takes none without a schema. A record takes whatever comes.
   */
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** A form (`application/x-www-form-urlencoded`) or JSON body, by the route's `accepts`; a `multipart` body is given as `MultipartForm`. */
  readonly body?: z.ZodType<Body>;
  readonly accepts?: 'form' | 'json' | 'multipart';
  /** A JSON body whose texts may hold NUL characters, since the route itself says which of its rows has one; refused elsewhere. */
  readonly nul?: 'taken';
  /** `page` answers HTML and checks CSRF on unsafe methods; `api` answers JSON and is called with a token, no cookies. */
  readonly surface?: 'page' | 'api';
  /** Largest body in bytes; 64 KiB unless stated. */
  readonly limit?: number;
  /** Answers whatever goes wrong in the words of the route's own protocol, where it has some. */
  readonly refuse?: (found: Problem) => Reply;
  /** Cache-Control of a successful answer; `no-store` unless stated. */
  readonly cache?: string;
  /** What programs are told of it; every route of an API that is for others has one. */
  readonly operation?: Operation<Answered>;
  handle(call: Call<Principal, Params, Query, Body>): Promise<ReplyOf<Answered>>;
}

export interface Call<Principal, Params, Query, Body> extends Request {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export type Route = RouteDefinition<unknown, unknown, unknown, unknown>;

/** Declares a route. The edge (`createOrigin`) owns CSRF, limits, cache headers and the refusal of duplicate parameters. */
export function route<Principal, Params = unknown, Query = unknown, Body = unknown, const Answered extends Answers = Answers>(
  definition: RouteDefinition<Principal, Params, Query, Body, Answered>,
): Route {
  return definition as unknown as Route;
}
