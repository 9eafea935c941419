import type Koa from 'koa';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>>>;
}

/**
 * Watches a service's API while tests call it. What is returned is to be run last: it throws when an answer was none that the
 * service's own OpenAPI description has. What any server may answer at any time (405, 500) needs no mention.
 */
export function watchAnswers(app: Koa, origin: string): () => Promise<void> {
  const seen = new Set<string>();
  app.middleware.unshift(async (ctx, next) => {
    await next();
    const { surface, route } = ctx.state as { surface?: string; route?: string };
    if (surface !== 'api' || route === undefined || route.endsWith(' /api/openapi.json')) return;
    if (ctx.status !== 405 && ctx.status !== 500) seen.add(`${route} ${String(ctx.status)}`);
  });
  return async () => {
    const { paths } = (await (await fetch(`${origin}/api/openapi.json`)).json()) as Description;
    const undocumented = [...seen].filter((each) => {
      const [method = '', path = '', status = ''] = each.split(' ');
      return paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.responses[status] === undefined;
    });
    if (undocumented.length > 0) throw new Error(`answers that openapi.json has not: ${undocumented.join(', ')}`);
  };
}
