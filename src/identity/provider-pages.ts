import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ShowPage } from '#shared/http';
import { actorOf, logoutPage, oauthErrorPage, signedOutPage } from '#identity/sign-in';
import type { IdentityServices } from './services.ts';

const showPage = (ctx: KoaContextWithOIDC): ShowPage => ctx.state['showPage'] as ShowPage;

/** oidc-provider's own pages, in our clothes. */
export const createProviderPages = ({ clientCache }: Pick<IdentityServices, 'clientCache'>) => ({
  async error(ctx: KoaContextWithOIDC, out: { error: string }): Promise<void> {
    await showPage(ctx)(oauthErrorPage, { error: out.error, actor: actorOf(out.error), traceId: ctx.state['traceId'] as string });
  },
  /** `form` is oidc-provider's HTML; only its address and its secret are taken from it. */
  async logout(ctx: KoaContextWithOIDC, form: string): Promise<void> {
    const action = /action="([^"]+)"/.exec(form)?.[1];
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)?.[1];
    if (action === undefined || xsrf === undefined) throw new Error('the logout form of oidc-provider looks different');
    const { client, session } = ctx.oidc;
    const hint = ctx.oidc.entities.IdTokenHint?.payload as { sid?: unknown } | undefined;
    // RP-initiated logout section 2: with an ID token of this very session the person has already said so at the portal.
    const asked = client !== undefined && hint?.sid !== undefined && hint.sid === session?.sidFor(client.clientId);
    // oidc-provider keeps one name of a client only.
    const row = client === undefined ? null : await clientCache.find(client.clientId);
    const portal = row === null ? null : { vi: row.name_vi, en: row.name_en };
    await showPage(ctx)(logoutPage, { action: new URL(action).pathname, xsrf, portal, confirmed: asked });
  },
  async signedOut(ctx: KoaContextWithOIDC): Promise<void> {
    await showPage(ctx)(signedOutPage, {});
  },
});
