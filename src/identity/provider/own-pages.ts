import type { Context, Next } from 'koa';
import type { ShowPage } from '#shared/http';

/**
 * What a person is shown on a protocol route is a page of ours, in their language: oidc-provider's own markup (which has scripts of its own, one
 * language and no way on) never leaves, whatever a new version of it renders by itself.
 */
export async function ownPagesOnly(ctx: Context, next: Next): Promise<void> {
  const show = ctx.state['showPage'] as ShowPage;
  let ours: unknown;
  ctx.state['showPage'] = (async (page, model) => {
    await show(page, model);
    ours = ctx.body;
  }) satisfies ShowPage;
  try {
    await next();
  } finally {
    ctx.state['showPage'] = show;
  }
  // Koa puts a line of its own into every redirect, which no browser shows.
  if (ctx.type === 'text/html' && ctx.body !== ours && ctx.response.get('Location') === '')
    throw new Error(`oidc-provider rendered a page of its own at ${ctx.path}`);
}
