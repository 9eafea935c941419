import type { Context, Middleware } from 'koa';
import { page } from '#shared/view';
import type { Answers } from './answers.ts';

export interface GoingOnModel {
  /** An absolute address, or a path of this origin that leads outside. */
  readonly to: string;
  /** The host the person is told of. */
  readonly host: string;
  /** What is sent there by POST; null where the browser just goes there. */
  readonly fields: readonly { readonly name: string; readonly value: string }[] | null;
}

/** The sample leads nowhere, or nobody could look at it; one that sends a form looks the same. */
export const goingOnPage = page<GoingOnModel>('shared/going-on', {
  'by a link': { to: '#content', host: 'portal.example.gov.vn', fields: null },
});

/** Says that the redirect this request is answered with leads outside, though its first address does not show it; `host` is where to. */
export function leadsOutside(ctx: Context, host: string): void {
  ctx.state['leadsTo'] = host;
}

/**
 * Browsers apply a page's `form-action` to every redirect that follows the sending of its form, and nobody knows where a portal's callback leads on
 * to (a broker's does, `sso.` does to `www.`): a button would do nothing, after the code was used. So a form is never answered with a redirect
 * out of this origin, but with a page that goes there, which is a navigation of its own. Programs, and browsers too old to say how they
 * navigate (`Sec-Fetch-Mode`), get the redirect; for the latter the pages open `form-action` (headers.ts).
 */
export function goingOn(own: string, answers: Answers): Middleware {
  return async (ctx, next) => {
    await next();
    const location = ctx.response.get('Location');
    if (ctx.method !== 'POST' || ctx.get('Sec-Fetch-Mode') !== 'navigate' || location === '' || ctx.status < 300) return;
    const target = new URL(location, own);
    const leadsTo = ctx.state['leadsTo'] as string | undefined;
    if (target.origin === own && leadsTo === undefined) return;
    ctx.remove('Location');
    ctx.status = 200;
    const to = target.origin === own ? `${target.pathname}${target.search}` : target.href;
    await answers.page(ctx, goingOnPage, { to, host: target.origin === own ? (leadsTo ?? target.host) : target.host, fields: null });
  };
}
