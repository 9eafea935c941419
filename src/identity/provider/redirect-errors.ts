import type { Context } from 'koa';
import type { RequestMemory } from '#identity/store';

/**
 * An error that goes to the portal through the browser says what failed and under which trace id, as one that is answered directly does. Its
 * address or form is oidc-provider's; the text alone is replaced.
 */
export function describeRedirect(ctx: Context, memory: RequestMemory): void {
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

// What `sentence` lets through and HTML does not.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;');
