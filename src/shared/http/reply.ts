import type { Page } from '#shared/view';

/** What a handler answers; the edge turns it into bytes, so that no handler forgets a header. */
export type Reply =
  | { readonly kind: 'page'; readonly page: Page<object>; readonly model: object; readonly status: number }
  | { readonly kind: 'redirect'; readonly to: string }
  | JsonReply<unknown>
  | EmptyReply
  /** The handler wrote the response itself (oidc-provider does on its own routes). */
  | { readonly kind: 'written' };

export interface JsonReply<Body, Status extends number = number> {
  readonly kind: 'json';
  readonly body: Body;
  readonly status: Status;
}
export interface EmptyReply<Status extends number = number> {
  readonly kind: 'empty';
  readonly status: Status;
}

export function show<Model extends object>(page: Page<Model>, model: Model, status = 200): Reply {
  return { kind: 'page', page: page as Page<object>, model, status };
}

/** 303 See Other: the browser follows with GET, so that reload and back never post again. */
export const redirect = (to: string): Reply => ({ kind: 'redirect', to });
/** The body is typed by the schema its route's operation declares for this status. */
export function json<const Body>(body: Body): JsonReply<Body, 200>;
export function json<const Body, Status extends number>(body: Body, status: Status): JsonReply<Body, Status>;
export function json(body: unknown, status = 200): JsonReply<unknown> {
  return { kind: 'json', body, status };
}
export function empty(): EmptyReply<204>;
export function empty<Status extends number>(status: Status): EmptyReply<Status>;
export function empty(status = 204): EmptyReply {
  return { kind: 'empty', status };
}
export const written: Reply = { kind: 'written' };
