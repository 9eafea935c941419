import type { Page } from '#shared/view';

/** What a handler answers; the edge turns it into bytes, so that no handler forgets a header. */
export type Reply =
  | { readonly kind: 'page'; readonly page: Page<object>; readonly model: object; readonly status: number }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'json'; readonly body: unknown; readonly status: number }
  | { readonly kind: 'empty'; readonly status: number }
  /** The handler wrote the response itself (oidc-provider does on its own routes). */
  | { readonly kind: 'written' };

export function show<Model extends object>(page: Page<Model>, model: Model, status = 200): Reply {
  return { kind: 'page', page: page as Page<object>, model, status };
}

/** 303 See Other: the browser follows with GET, so that reload and back never post again. */
export const redirect = (to: string): Reply => ({ kind: 'redirect', to });
export const json = (body: unknown, status = 200): Reply => ({ kind: 'json', body, status });
export const empty = (status = 204): Reply => ({ kind: 'empty', status });
export const written: Reply = { kind: 'written' };
