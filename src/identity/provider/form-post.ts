import type { Context } from 'koa';
import { goingOnPage, openFormAction, type GoingOnModel, type ShowPage } from '#shared/http';

const text = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The form in a page that oidc-provider sends by itself, or null when the answer is no such page. */
export function formOf(body: unknown): Pick<GoingOnModel, 'to' | 'fields'> | null {
  const action =
    typeof body === 'string'
      ? /<title>Submitting Callback<\/title>[\s\S]*<form method="post" action="([^"]*)">/.exec(body)?.[1]
      : undefined;
  if (action === undefined) return null;
  const fields = [...String(body).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)];
  return { to: text(action), fields: fields.map(([, name = '', value = '']) => ({ name: text(name), value: text(value) })) };
}

/**
 * Answers with `response_mode=form_post` (OAuth 2.0 Form Post Response Mode), successes and errors alike, as a page of ours: the provider's has an
 * inline script, one language and nothing to press for whoever has scripts that do not run. oidc-provider has checked the address; where
 * that one leads on to is the portal's affair.
 */
export async function showFormPost(ctx: Context, own: string): Promise<void> {
  const form = formOf(ctx.body);
  if (form === null) return;
  const target = new URL(form.to, own);
  if (target.origin !== own) openFormAction(ctx);
  ctx.status = 200;
  await (ctx.state['showPage'] as ShowPage)(goingOnPage, { ...form, host: target.host });
}
