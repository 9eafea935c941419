import type { Context } from 'koa';
import type { ClientCache, ClientRow } from '#identity/clients';
import type { WaysOn } from '#identity/sign-in';
import { ACCOUNT_CENTRE } from './account-centre-id.ts';

/** Which portal a sign-in was for, after the sign-in is gone. */
export interface Portals {
  /** This browser has begun a sign-in for that client. */
  remember(ctx: Context, uid: string, clientId: string): void;
  /** The portal of a sign-in that this very browser began, or null: whoever has somebody else's address learns nothing from it. */
  ofSignIn(ctx: Context, uid: string): Promise<WaysOn['portal']>;
  of(clientId: string | undefined): Promise<WaysOn['portal']>;
}

/** As many as a browser keeps secrets of sign-ins (`browser-secret.ts`), in one cookie. */
const KEPT = 6;

/**
 * A sign-in that has ended leaves no row behind, so the browser itself keeps for whom it began the last few. All that follows from the cookie is
 * which registered portal's own front page is offered.
 */
export function createPortals({ clients, https }: { readonly clients: Pick<ClientCache, 'find'>; readonly https: boolean }): Portals {
  const name = `${https ? '__Host-' : ''}identity_portals`;
  const attributes = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', overwrite: true, signed: false } as const;
  const read = (ctx: Context): readonly string[] =>
    (ctx.cookies.get(name, { signed: false }) ?? '')
      .split('~')
      .filter((each) => /^[\w-]{12}![\w.:-]{1,100}$/.test(each))
      .slice(0, KEPT);
  const entry = (uid: string): string => `${uid.slice(0, 12)}!`;

  const of: Portals['of'] = async (clientId) => {
    if (clientId === undefined || clientId === ACCOUNT_CENTRE) return null;
    const row = await clients.find(clientId);
    const href = row === null || row.status !== 'active' ? null : frontPage(row);
    return row === null || href === null ? null : { name: { vi: row.name_vi, en: row.name_en }, href };
  };
  return {
    remember(ctx, uid, clientId) {
      if (!/^[\w.:-]{1,100}$/.test(clientId)) return;
      ctx.cookies.set(name, [`${entry(uid)}${clientId}`, ...read(ctx)].slice(0, KEPT).join('~'), attributes);
    },
    ofSignIn: (ctx, uid) =>
      of(
        read(ctx)
          .find((each) => each.startsWith(entry(uid)))
          ?.slice(13),
      ),
    of,
  };
}

/** The front page a portal has registered, else the host it lets people come back to. */
function frontPage({ metadata }: ClientRow): string | null {
  const redirects = Array.isArray(metadata['redirect_uris']) ? (metadata['redirect_uris'] as unknown[]) : [];
  for (const given of [metadata['client_uri'], ...redirects]) {
    const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : null;
    if (url !== null && /^https?:$/.test(url.protocol)) return given === metadata['client_uri'] ? url.href : `${url.origin}/`;
  }
  return null;
}
