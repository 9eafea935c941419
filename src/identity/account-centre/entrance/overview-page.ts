import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { Account, Factors } from '#identity/accounts';
import { type AccountCentreParts, doneQuery, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';

/** What the person might do next; the words are `t.account.overview.steps`. */
export type NextStep = { readonly what: 'passkey' | 'second-factor' | 'codes' | 'few-codes' | 'verify'; readonly href: string | null };

export interface OverviewModel extends Frame {
  readonly name: string;
  /** Masked: the page may be read over somebody's shoulder. */
  readonly citizenNumber: string;
  readonly verified: boolean;
  readonly factors: Factors;
  readonly steps: readonly NextStep[];
  /** Another phone that is to become this account's, unless somebody refuses it. */
  readonly waiting: { readonly phone: string; readonly dueAt: Date } | null;
}

const bound = { password: 3, totp: 2, phone: 3, phoneSince: 0, recovery: 2, passkey: 3 } as const;
const someFactors: Factors = { password: true, passkeys: 2, totp: true, sms: false, recoveryCodesLeft: 8, bound };
const passwordOnly: Factors = {
  ...{ password: true, passkeys: 0, totp: false, sms: false, recoveryCodesLeft: 0 },
  bound: { ...bound, totp: null, recovery: null, passkey: null },
};
const sample = { ...sampleFrame('overview'), name: 'Nguyễn Thị Mẫu', citizenNumber: '•••• •••• 0022' };

export const overviewPage = page<OverviewModel>('identity/account/overview', {
  'nothing to do': { ...sample, verified: true, factors: someFactors, steps: [], waiting: null },
  'password only': {
    ...sample,
    verified: false,
    factors: passwordOnly,
    steps: nextSteps({ identityLevel: 1 }, passwordOnly),
    waiting: null,
  },
  'few codes': {
    ...sample,
    verified: true,
    factors: { ...someFactors, recoveryCodesLeft: 2 },
    steps: nextSteps({ identityLevel: 2 }, { ...someFactors, recoveryCodesLeft: 2 }),
    waiting: { phone: '•••• ••• 456', dueAt: new Date('2026-05-11T02:15:00Z') },
  },
});

/** What is missing, most useful first. */
export function nextSteps(account: Pick<Account, 'identityLevel'>, factors: Factors): NextStep[] {
  const steps: NextStep[] = [];
  if (factors.passkeys === 0) steps.push({ what: 'passkey', href: '/account/security/passkeys/new' });
  if (factors.passkeys === 0 && !factors.totp && !factors.sms) steps.push({ what: 'second-factor', href: '/account/security/app' });
  if (factors.recoveryCodesLeft === 0) steps.push({ what: 'codes', href: '/account/security/recovery-codes' });
  else if (factors.recoveryCodesLeft < 3) steps.push({ what: 'few-codes', href: '/account/security/recovery-codes' });
  if (account.identityLevel === 1) steps.push({ what: 'verify', href: null });
  return steps;
}

/** Who the account belongs to, how far it is verified and protected, and what to do next. */
export function overviewRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  return [
    route({
      method: 'GET',
      path: '/account',
      who: gate.signedIn,
      query: doneQuery,
      async handle(call) {
        const { account } = call.principal;
        const factors = await parts.accounts.factors(parts.db, account.id);
        const waiting = await parts.accounts.phoneChanges.waiting(parts.db, account.id);
        return show(overviewPage, {
          ...frameOf(parts.clock, call, 'overview'),
          name: account.name,
          citizenNumber: `•••• •••• ${account.citizenNumber.slice(-4)}`,
          verified: account.identityLevel === 2,
          factors,
          steps: nextSteps(account, factors),
          waiting: waiting === null ? null : { phone: parts.accounts.maskedPhone(waiting), dueAt: waiting.dueAt },
        });
      },
    }),
  ];
}
