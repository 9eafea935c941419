import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ShowPage } from '#shared/http';
import { actorOf, logoutPage, notSignedInPage, oauthErrorPage, signedOutPage, signOutErrorPage, type WaysOn } from '#identity/sign-in';
import { type Portals, type SignedOut, signOutRefusal } from '#identity/provider';
import type { IdentityServices } from './services.ts';

export interface ProviderPagesDeps extends Pick<IdentityServices, 'clientCache' | 'memory'> {
  readonly portals: Pick<Portals, 'of'>;
  readonly signedOut: Pick<SignedOut, 'model'>;
}

const showPage = (ctx: KoaContextWithOIDC): ShowPage => ctx.state['showPage'] as ShowPage;

/** oidc-provider's own pages, in our clothes. */
export function createProviderPages({ clientCache, memory, portals, signedOut }: ProviderPagesDeps) {
  /** Where the database cannot say who is signed in, nobody is said to be. */
  const signedIn = async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    try {
      return (ctx.oidc.session ?? (await ctx.oidc.provider.Session.get(ctx as never))).accountId !== undefined;
    } catch {
      return false;
    }
  };
  const waysOn = async (ctx: KoaContextWithOIDC): Promise<WaysOn> => ({
    signedIn: await signedIn(ctx),
    portal: await portals.of(ctx.oidc.client?.clientId),
  });
  return {
    async error(ctx: KoaContextWithOIDC, out: { error: string }, error: Error): Promise<void> {
      const why = signOutRefusal(ctx, error);
      const code = memory.of(ctx).away === true ? 'temporarily_unavailable' : out.error;
      const about = { error: code, traceId: ctx.state['traceId'] as string, ways: await waysOn(ctx) };
      await (why === null
        ? showPage(ctx)(oauthErrorPage, { ...about, actor: actorOf(code) })
        : showPage(ctx)(signOutErrorPage, { ...about, why }));
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
    async notSignedIn(ctx: KoaContextWithOIDC, form: { readonly action: string; readonly xsrf: string }): Promise<void> {
      const waits = ctx.oidc.params?.['post_logout_redirect_uri'];
      await showPage(ctx)(notSignedInPage, { back: typeof waits === 'string' ? { ...form, host: new URL(waits).host } : null });
    },
    async signedOut(ctx: KoaContextWithOIDC): Promise<void> {
      await showPage(ctx)(signedOutPage, await signedOut.model(ctx as never, await signedIn(ctx)));
    },
  };
}
