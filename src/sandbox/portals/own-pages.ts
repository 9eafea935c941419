import * as oidc from 'openid-client';
import { claimsTable, html } from './html.ts';
import { posted, show, signOutForm, type Pages, type Portal } from './pages.ts';
import { texts } from './text.ts';

/** What somebody sees here, signed in or not: the home page, what the portal was told, and newer data on request. */
export function ownPages(portal: Portal): Pages {
  const { connection, provider, state } = portal;
  const { ended, cookies, sessionOf, setCookie, langOf } = state;
  return {
    'GET /': (ctx) => {
      const lang = langOf(ctx);
      const t = texts[lang];
      const session = sessionOf(ctx);
      const told = ended.has(ctx.cookies.get(cookies.session) ?? '');
      if (told) setCookie(ctx, cookies.session, null);
      if (session === undefined) {
        show(
          portal,
          ctx,
          html`${told ? html`<p class="notice" role="status">${t.endedElsewhere}</p>` : ''}
            <h1>${connection.look.name[lang]}</h1>
            <p>${t.intro}</p>
            <p><a class="button" href="/sign-in">${t.signIn}</a></p>`,
        );
        return;
      }
      const name = session.userinfo['name'] ?? session.userinfo['HoVaTen'] ?? session.sub;
      show(
        portal,
        ctx,
        html`<h1>${t.hello}, ${name}</h1>
          <p>${t.names['acr']}: <strong>${session.claims['acr'] ?? '–'}</strong></p>
          <p><a class="button" href="/claims">${t.claims}</a></p>
          ${signOutForm(session, lang)}`,
      );
    },

    'GET /claims': (ctx) => {
      const session = sessionOf(ctx);
      if (session === undefined) {
        ctx.redirect('/');
        return;
      }
      const lang = langOf(ctx);
      const t = texts[lang];
      show(
        portal,
        ctx,
        html`${ctx.query['refreshed'] === '1' ? html`<p class="notice" role="status">${t.refreshed}</p>` : ''}
          <h1>${t.claims}</h1>
          ${claimsTable(t.idToken, session.claims, lang)}${claimsTable(t.userinfo, session.userinfo, lang)}
          <p class="actions">
            <a class="button" href="/sign-in?acr=LoA2">${t.stepUp2}</a> <a class="button" href="/sign-in?acr=LoA3">${t.stepUp3}</a>
            <a href="/claims.json">${t.json}</a>
          </p>
          ${session.refreshToken === null ? '' : html`<form method="post" action="/refresh"><input type="hidden" name="csrf" value="${session.csrf}" /><button>${t.refresh}</button></form>`}
          ${signOutForm(session, lang)}`,
      );
    },

    'GET /claims.json': (ctx) => {
      const session = sessionOf(ctx);
      ctx.status = session === undefined ? 401 : 200;
      ctx.body = session === undefined ? { error: 'signed_out' } : { id_token: session.claims, userinfo: session.userinfo };
    },

    'POST /refresh': async (ctx) => {
      const session = await posted(portal, ctx);
      if (session === undefined) return;
      const { config, options } = await provider();
      const answer = await oidc.refreshTokenGrant(config, session.refreshToken ?? '', undefined, options);
      session.accessToken = answer.access_token;
      session.refreshToken = answer.refresh_token ?? session.refreshToken;
      session.userinfo = await oidc.fetchUserInfo(config, answer.access_token, session.sub, options);
      const claims = answer.claims();
      if (claims !== undefined && answer.id_token !== undefined) Object.assign(session, { claims, idToken: answer.id_token });
      ctx.status = 303;
      ctx.redirect('/claims?refreshed=1');
    },
  };
}
