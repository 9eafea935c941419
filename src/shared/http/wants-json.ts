import type { Context } from 'koa';

/** Whether a route that answers people is asked by a page's own script: by name, since whoever takes everything gets the page. */
export const wantsJson = (ctx: Context): boolean => ctx.accepts('html', 'json') === 'json';
