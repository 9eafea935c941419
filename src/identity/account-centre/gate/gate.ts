import { json, redirect, show, type Access, type Reply, type Request } from '#shared/http';
import { page } from '#shared/view';
import type { AccountPrincipal } from '#identity/provider';
import type { Strength } from '#identity/sign-in';
import { frameOf, sampleFrame, type Frame } from './frame.ts';
import type { AccountCentreParts } from './parts.ts';
import { standingOf, type Needs } from './strength.ts';

/** Seconds for which a sign-in counts as fresh. */
const FRESH_SECONDS = 1200;
/** Seconds within which a passkey must have been used to bind another one that counts as much. */
const NOW_SECONDS = 300;

export interface StrongerModel extends Frame {
  readonly needed: Exclude<Strength, 'pwd'>;
  /** Signs in again and comes back to what the person wanted to do. */
  readonly again: string;
  /** The phone on file is the strongest proof, and may be lost. */
  readonly phone: string;
}

const sample = { ...sampleFrame('security'), again: '/authorize', phone: '•••• ••• 678' };

export const strongerPage = page<StrongerModel>('identity/account/stronger', {
  passkey: { ...sample, needed: 'passkey' },
  app: { ...sample, needed: 'otp' },
  sms: { ...sample, needed: 'sms' },
});

/** Who may call the routes of the account centre. `back` is the page a person returns to, where the request itself is not one. */
export interface Gate {
  readonly signedIn: Access<AccountPrincipal>;
  /** Signed in within the last 20 minutes. */
  fresh(back: string): Access<AccountPrincipal>;
  /** May look at the security pages: with the strongest factor that the person set up. */
  security(back: string): Access<AccountPrincipal>;
  /** The same within the last 20 minutes: may add. */
  adding(back: string): Access<AccountPrincipal>;
  /** Within the last 20 minutes with the strongest proof the account has: may change and remove. */
  strong(back: string): Access<AccountPrincipal>;
  /** As `adding`, for the page's own script: it is told where to go. */
  addingByScript(back: string): Access<AccountPrincipal>;
  /** As `adding`; a passkey, where there is one, was used within five minutes, so that what it binds carries as much. */
  binding(back: string): Access<AccountPrincipal>;
}

interface Terms {
  readonly name: string;
  readonly back: string;
  readonly seconds: number | null;
  readonly needs: Needs | null;
  readonly script?: boolean;
  readonly passkeyNow?: boolean;
}

export function createGate(parts: Pick<AccountCentreParts, 'accounts' | 'clock' | 'db' | 'sessions'>): Gate {
  const { accounts, clock, db, sessions } = parts;

  const admit = async (request: Request, { back, seconds, needs, script = false, passkeyNow = false }: Terms) => {
    const wanted = request.koa.method === 'GET' ? request.here : back;
    const elsewhere = (to: string): Reply => (script ? json({ to }) : redirect(to));
    const principal = await sessions.current(request.koa);
    if (principal === null) return { instead: elsewhere(sessions.signInUrl(wanted)) };
    const age = clock.epoch() - principal.authTime;
    if (seconds !== null && age > seconds) return { instead: elsewhere(sessions.signInUrl(wanted, { maxAgeSeconds: seconds })) };
    if (needs === null) return { principal };
    const { strongest, proved } = standingOf(principal, await accounts.factors(db, principal.account.id), clock.epoch());
    const again = sessions.signInUrl(wanted, { maxAgeSeconds: 0, beyond: 'strongest' });
    if (proved[needs]) {
      const stale = passkeyNow && strongest === 'passkey' && age > NOW_SECONDS;
      return stale ? { instead: elsewhere(again) } : { principal };
    }
    if (script) return { instead: elsewhere(back) };
    const needed = strongest === 'pwd' ? 'sms' : strongest;
    const phone = accounts.maskedPhone(principal.account);
    return {
      instead: show(strongerPage, { ...frameOf(clock, { principal, query: request.koa.query }, 'security'), needed, again, phone }, 403),
    };
  };
  const access = (terms: Terms): Access<AccountPrincipal> => ({ name: terms.name, admit: (request) => admit(request, terms) });
  const adding = { name: 'account, fresh, with what it set up', seconds: FRESH_SECONDS, needs: 'entered' } as const;

  return {
    signedIn: sessions.require(),
    fresh: (back) => access({ name: 'account, fresh', back, seconds: FRESH_SECONDS, needs: null }),
    security: (back) => access({ name: 'account, with what it set up', back, seconds: null, needs: 'entered' }),
    adding: (back) => access({ ...adding, back }),
    addingByScript: (back) => access({ ...adding, back, script: true }),
    binding: (back) => access({ ...adding, back, passkeyNow: true }),
    strong: (back) => access({ name: 'account, fresh, with its strongest factor', back, seconds: FRESH_SECONDS, needs: 'strongest' }),
  };
}
