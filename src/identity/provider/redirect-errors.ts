import type { Context } from 'koa';
import type { RequestMemory } from '#identity/store';

/**
 * An error that goes to the portal through the browser says what failed and under which trace id, as one that is answered directly does. Its
 * address or form is oidc-provider's; the text alone is replaced.
 */
export function describeRedirect(ctx: Context, memory: RequestMemory): void {
  if (memory.of(ctx).away === true) sayAway(ctx);
  const known = memory.of(ctx).refusal;
  if (known === undefined) return;
  const text = `${known} (trace ${ctx.state['traceId'] as string})`;
  const location = String(ctx.response.headers['location'] ?? '');
  // Everything else in the address stays as it is, character by character.
  if (location !== '')
    ctx.set(
      'Location',
      location.replace(/([?&#]error_description=)[^&#]*/, (_all, name: string) => name + encodeURIComponent(text)),
    );
  else if (typeof ctx.body === 'string')
    ctx.body = ctx.body.replace(
      /(<input type="hidden" name="error_description" value=")[^"]*/,
      (_all, start: string) => start + escaped(text),
    );
}

/**
 * The database could not be reached: it will pass, and the portal may ask again (RFC 6749 section 4.1.2.1). A `server_error` or a 500 would tell it
 * that asking is of no use.
 */
function sayAway(ctx: Context): void {
  const location = String(ctx.response.headers['location'] ?? '');
  if (location !== '') {
    ctx.set('Location', location.replace(/([?&#]error=)server_error(?=&|$)/, '$1temporarily_unavailable'));
    return;
  }
  ctx.status = 503;
  ctx.set('Retry-After', '5');
  if (typeof ctx.body === 'string')
    ctx.body = ctx.body.replace(/(<input type="hidden" name="error" value=")server_error"/, '$1temporarily_unavailable"');
}

// What `sentence` lets through and HTML does not.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;');
