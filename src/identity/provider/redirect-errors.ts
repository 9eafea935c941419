import type { Context } from 'koa';

const MEMBER = 'error_description';

/**
 * An error that goes to the portal through the browser says what failed and under which trace id, as one that is answered directly does. Its
 * address or form is oidc-provider's; the text alone is replaced.
 */
export function describeRedirect(ctx: Context): void {
  const known: unknown = ctx.state['protocolError'];
  if (typeof known !== 'string') return;
  const text = `${known} (trace ${ctx.state['traceId'] as string})`;
  const location = ctx.response.get('Location');
  if (URL.canParse(location)) ctx.set('Location', described(new URL(location), text));
  else if (typeof ctx.body === 'string')
    ctx.body = ctx.body.replace(/(<input type="hidden" name="error_description" value=")[^"]*/, `$1${escaped(text)}`);
}

/** The address with another description, wherever it carries its answer: in the query or in the fragment. */
function described(url: URL, text: string): string {
  if (url.searchParams.has(MEMBER)) url.searchParams.set(MEMBER, text);
  const fragment = new URLSearchParams(url.hash.slice(1));
  if (fragment.has(MEMBER)) {
    fragment.set(MEMBER, text);
    url.hash = fragment.toString();
  }
  return url.href;
}

// What `sentence` lets through and HTML does not; `$` has a meaning where the text is put in.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;').replaceAll('$', '$$$$');
