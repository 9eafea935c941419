import { json, redirect, show, type Access, type Reply, type Request } from '#shared/http';
import { page } from '#shared/view';
import type { AccountPrincipal } from '#identity/provider';
import { frameOf, sampleFrame, type Frame } from './frame.ts';
import type { AccountCentreParts } from './parts.ts';
import { provedWith, strongestOf, type Strength } from './strength.ts';

/** Seconds for which a sign-in counts as fresh. */
const FRESH_SECONDS = 1200;

export interface StrongerModel extends Frame {
  readonly needed: Exclude<Strength, 'pwd'>;
  /** Signs in again and comes back to what the person wanted to do. */
  readonly again: string;
}

export const strongerPage = page<StrongerModel>('identity/account/stronger', {
  passkey: { ...sampleFrame('security'), needed: 'passkey', again: '/authorize' },
  app: { ...sampleFrame('security'), needed: 'otp', again: '/authorize' },
  sms: { ...sampleFrame('security'), needed: 'sms', again: '/authorize' },
});

/** Who may call the routes of the account centre. `back` is the page a person returns to, where the request itself is not one. */
export interface Gate {
  readonly signedIn: Access<AccountPrincipal>;
  /** Signed in within the last 20 minutes. */
  fresh(back: string): Access<AccountPrincipal>;
  /** The same, with the strongest factor of the account. */
  strong(back: string): Access<AccountPrincipal>;
  /** As `strong`, for the page's own script: it is told where to go. */
  strongForScript(back: string): Access<AccountPrincipal>;
}

export function createGate(parts: Pick<AccountCentreParts, 'accounts' | 'clock' | 'db' | 'sessions'>): Gate {
  const { accounts, clock, db, sessions } = parts;

  const admit = async (request: Request, needs: { back: string; strong: boolean; send: (to: string) => Reply }) => {
    const wanted = request.koa.method === 'GET' ? request.here : needs.back;
    const principal = await sessions.current(request.koa);
    const recent = principal !== null && clock.epoch() - principal.authTime <= FRESH_SECONDS;
    if (!recent) return { instead: needs.send(sessions.signInUrl(wanted, { maxAgeSeconds: FRESH_SECONDS })) };
    if (!needs.strong) return { principal };
    const needed = strongestOf(await accounts.factors(db, principal.account.id));
    if (needed === 'pwd' || provedWith(principal.amr, needed)) return { principal };
    const again = sessions.signInUrl(wanted, { maxAgeSeconds: 0 });
    const explained = (): Reply => show(strongerPage, { ...frameOf(clock, { principal }, 'security'), needed, again }, 403);
    return { instead: needs.send === redirect ? explained() : needs.send(needs.back) };
  };

  return {
    signedIn: sessions.require(),
    fresh: (back) => ({ name: 'account, fresh', admit: (request) => admit(request, { back, strong: false, send: redirect }) }),
    strong: (back) => ({
      name: 'account, fresh, with its strongest factor',
      admit: (request) => admit(request, { back, strong: true, send: redirect }),
    }),
    strongForScript: (back) => ({
      name: 'account, fresh, with its strongest factor',
      admit: (request) => admit(request, { back, strong: true, send: (to) => json({ to }) }),
    }),
  };
}
