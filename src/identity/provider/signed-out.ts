import type { Context } from 'koa';
import type { Db } from '#shared/db';
import type { ClientCache } from '#identity/clients';
import type { Bilingual, SignedOutModel } from '#identity/sign-in';
import { ACCOUNT_CENTRE } from './account-centre-id.ts';
import type { LogoutDeliveries } from './logout-deliveries.ts';

/** What a person is told after signing out: what is known, for the browser that did it. */
export interface SignedOut {
  /** This browser has just ended the session, or one portal's part in it. */
  note(ctx: Context, sessionUid: string): void;
  /** `signedIn`: somebody is signed in in this browser, whatever was ended before. */
  model(ctx: Context, signedIn: boolean): Promise<SignedOutModel>;
}

export interface SignedOutDeps {
  readonly db: Db;
  readonly clients: Pick<ClientCache, 'find'>;
  readonly deliveries: Pick<LogoutDeliveries, 'of'>;
  readonly https: boolean;
}

/** How long the page can be looked at again. */
const KEPT_MS = 3_600_000;

/** The portals of a session are told after the answer has left; who they were only the browser that signed out may see, by a cookie of its own. */
export function createSignedOut({ db, clients, deliveries, https }: SignedOutDeps): SignedOut {
  const name = `${https ? '__Host-' : ''}identity_signed_out`;
  const attributes = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', overwrite: true, signed: false } as const;
  return {
    note: (ctx, sessionUid) => void ctx.cookies.set(name, sessionUid, { ...attributes, maxAge: KEPT_MS }),
    async model(ctx, signedIn) {
      const sessionUid = ctx.cookies.get(name, { signed: false }) ?? '';
      const told: Bilingual[] = [];
      const underWay: Bilingual[] = [];
      const notReached: Bilingual[] = [];
      const cannotBeTold: Bilingual[] = [];
      const states = /^[\w-]{10,64}$/.test(sessionUid) ? await deliveries.of(db, sessionUid) : new Map<string, never>();
      for (const [id, state] of states) {
        const client = id === ACCOUNT_CENTRE ? null : await clients.find(id);
        if (client === null) continue;
        const listening = typeof client.metadata['backchannel_logout_uri'] === 'string';
        const list = !listening ? cannotBeTold : state === 'told' ? told : state === 'waiting' ? underWay : notReached;
        list.push({ vi: client.name_vi, en: client.name_en });
      }
      return { signedIn, told, underWay, notReached, cannotBeTold };
    },
  };
}
