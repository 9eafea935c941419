import type { Context, Middleware } from 'koa';
import type { Metrics } from '#shared/metrics';
import { type Language, languages } from '#shared/texts';
import type { LanguageChoice } from '#shared/http';
import { inLanguage, type Site, type View } from '#shared/view';
import type { Admission } from './admission.ts';
import { fullPage } from './full-page.ts';

const RETRY_AFTER = 5;
/** Stands in the page that was made beforehand for what differs from request to request. */
const HERE = '/--here--';
const TRACE = '--trace--';

export interface DoorOptions {
  readonly admission: Admission;
  readonly view: View;
  readonly language: Pick<LanguageChoice, 'of'>;
  /** The addresses and the sandbox notice of every page of this origin. */
  readonly site: Pick<Site, 'origin' | 'urls' | 'sandbox'>;
  /** Whether a request comes with a session. */
  readonly isInside: (ctx: Context) => boolean;
  readonly metrics: Pick<Metrics, 'event'>;
}

/**
 * Stands before everything that begins a sign-in: an authorization request without a session, a registration, a recovery. Where there is
 * no room, the answer is 503 with `Retry-After` and a page that was made beforehand, before anything is read, looked up or written.
 * Tokens, userinfo, sign-out and whoever has a session pass, and so does `prompt=none`, which signs nobody in.
 */
export function admitNewcomers({ admission, view, language, site, isInside, metrics }: DoorOptions): Middleware {
  const made = new Map(languages.map((lang) => [lang, prepared(view, { ...site, lang })] as const));
  return async (ctx, next) => {
    if (!begins(ctx) || isInside(ctx) || admission.admit()) return next();
    metrics.event('newcomer.refused');
    ctx.state['route'] = `${ctx.method} (no room)`;
    ctx.status = 503;
    ctx.set({ 'Retry-After': String(RETRY_AFTER), 'Cache-Control': 'no-store', Vary: 'Accept-Language, Cookie' });
    ctx.type = 'text/html; charset=utf-8';
    const lang = language.of(ctx);
    ctx.set('Content-Language', lang);
    ctx.body = made.get(lang)?.(ctx.originalUrl, ctx.state['traceId'] as string) ?? '';
  };
}

function begins(ctx: Context): boolean {
  // A request by POST is answered with a redirect to the same one by GET (protocol-edge.ts).
  if (ctx.method !== 'GET') return false;
  if (ctx.path === '/authorize') return ctx.query['prompt'] !== 'none';
  return /^\/sign-in\/[\w-]+\/(?:register|help)$/.test(ctx.path);
}

/** The page in one language, cut where the address and the trace id go. */
function prepared(view: View, site: Omit<Site, 'here' | 'csrf' | 'traceId'>): (here: string, traceId: string) => string {
  const text = view.render(
    fullPage,
    { again: HERE, seconds: RETRY_AFTER, traceId: TRACE },
    { ...site, here: HERE, csrf: '', traceId: TRACE },
  );
  const links = languages.map((lang): [Language, string] => [lang, escaped(inLanguage(HERE, lang))]);
  return (here, traceId) => {
    let shown = text;
    for (const [lang, link] of links) shown = shown.replaceAll(link, () => escaped(inLanguage(here, lang)));
    return shown.replaceAll(HERE, () => escaped(here)).replaceAll(TRACE, () => escaped(traceId));
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
