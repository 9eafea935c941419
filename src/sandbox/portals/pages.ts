import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type { Connection, PortalSettings, Provider } from './connection.ts';
import { html, page, type Html } from './html.ts';
import type { Session, State } from './state.ts';
import { texts, type Lang } from './text.ts';

/** What the pages of one portal share. */
export interface Portal {
  readonly settings: PortalSettings;
  readonly connection: Connection;
  readonly base: URL;
  readonly now: () => number;
  readonly state: State;
  readonly provider: () => Promise<Provider>;
}

/** One entry per address, such as `GET /claims`. */
export type Pages = Readonly<Record<string, (ctx: Context) => Promise<void> | void>>;

export function show({ connection, state }: Portal, ctx: Context, content: Html, status = 200): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = page(connection.look, state.langOf(ctx), ctx.path === '/callback' ? '/' : ctx.path, content);
}

/** Says what did not work, with a code for whoever is asked for help. */
export function fail(portal: Portal, ctx: Context, failure: { status: number; text: string; code: string }): void {
  const t = texts[portal.state.langOf(ctx)];
  show(
    portal,
    ctx,
    html`<h1>${t.failed}</h1>
      <p>${failure.text}</p>
      <p><code>${failure.code}</code></p>
      <p><a class="button" href="/sign-in">${t.again}</a> <a href="/">${t.home}</a></p>`,
    failure.status,
  );
}

export const signOutForm = (session: Session, lang: Lang): Html =>
  html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${session.csrf}" /><button class="quiet">${texts[lang].signOut}</button>
  </form>`;

/** The session of a form that this portal showed; otherwise answers by itself. */
export async function posted({ state }: Portal, ctx: Context): Promise<Session | undefined> {
  const session = state.sessionOf(ctx);
  const form = await readForm(ctx.req);
  if (session !== undefined && form.get('csrf') === session.csrf) return session;
  ctx.status = 303;
  ctx.redirect('/');
  return undefined;
}

export class BodyTooLarge extends Error {}

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > 16_384) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
