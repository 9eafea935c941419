import { z } from 'zod';
import type { Tx } from '#shared/db';
import { redirect, route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import type { Bound, Factors, Passkey } from '#identity/accounts';
import {
  type AccountCentreParts,
  type Frame,
  frameOf,
  type Gate,
  type MakeChange,
  sampleFrame,
  standingOf,
} from '#identity/account-centre/gate';

const SECURITY = '/account/security';

export interface RaiseModel extends Frame {
  readonly what: 'password' | 'app' | 'phone' | 'passkey';
  /** Where the form goes. */
  readonly action: string;
  /** A passkey's own name. */
  readonly label: string | null;
  /** What it counts for now, and what the proofs given in this sign-in raise it to. */
  readonly bound: Bound;
  readonly to: Bound;
  /** Where everything the account has is proved, unless it was; then only an officer can do more. */
  readonly again: string | null;
}

const sample = { ...sampleFrame('security'), action: '/account/security/raise/app', label: null, again: null } as const;

export const raisePage = page<RaiseModel>('identity/account/raise', {
  'the rest is to be proved': { ...sample, what: 'passkey', label: 'Khóa USB', bound: 1, to: 1, again: '/authorize' },
  'the rest was proved': { ...sample, what: 'app', bound: 1, to: 2 },
  'nothing more to prove': { ...sample, what: 'phone', bound: 1, to: 1 },
});

const params = z.object({ what: z.string().max(60) });

/**
 * What was added with less counts for less, until the rest is proved: everything the account has. It never raises by itself, and never by what
 * it is itself.
 */
export function raiseRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db, sessions } = parts;

  /** The authenticator that an address names, with what it carries; null when there is none. */
  const named = (what: string, factors: Factors, passkeys: readonly Passkey[]): Pick<RaiseModel, 'what' | 'label' | 'bound'> | null => {
    const simple = { password: factors.bound.password, app: factors.bound.totp, phone: factors.bound.phone };
    if (what === 'password' || what === 'app' || what === 'phone') {
      const bound = simple[what];
      return bound === null ? null : { what, label: null, bound };
    }
    const passkey = passkeys.find(({ id }) => id === what);
    return passkey === undefined ? null : { what: 'passkey', label: passkey.label, bound: passkey.bound };
  };

  const raise = (tx: Tx, what: string, to: { accountId: string; bound: Bound }): Promise<boolean> => {
    if (what === 'password') return accounts.password.raise(tx, to);
    if (what === 'app') return accounts.totp.raise(tx, to);
    return what === 'phone' ? accounts.contact.raisePhone(tx, to) : accounts.passkeys.raise(tx, { ...to, id: what });
  };

  return [
    route({
      method: 'GET',
      path: `${SECURITY}/raise/:what`,
      who: gate.security(SECURITY),
      params,
      async handle(call) {
        const { account } = call.principal;
        const factors = await accounts.factors(db, account.id);
        const found = named(call.params.what, factors, await accounts.passkeys.list(db, account.id));
        if (found === null) throw problem('page.not-found');
        const { bound, everything } = standingOf(call.principal, factors, clock.epoch());
        const action = `${SECURITY}/raise/${call.params.what}`;
        return show(raisePage, {
          ...{ ...frameOf(clock, call, 'security'), ...found, action, to: bound },
          again: everything ? null : sessions.signInUrl(action, { maxAgeSeconds: 0, beyond: 'everything' }),
        });
      },
    }),
    route({
      method: 'POST',
      path: `${SECURITY}/raise/:what`,
      who: gate.strong(SECURITY),
      params,
      body: z.object({}),
      async handle(call) {
        const accountId = call.principal.account.id;
        const { what } = call.params;
        const done = await change(call.principal, { needs: 'strongest', notice: 'raised' }, async (tx, { bound }) =>
          (await raise(tx, what, { accountId, bound })) ? true : null,
        );
        return redirect(done === null ? SECURITY : `${SECURITY}?done=raised`);
      },
    }),
  ];
}
