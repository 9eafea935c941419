import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import type { Factors, Passkey } from '#identity/accounts';
import { type AccountCentreParts, doneQuery, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';

export interface SecurityModel extends Frame {
  readonly factors: Factors;
  readonly passkeys: readonly Passkey[];
  readonly phone: string;
}

const sample = { ...sampleFrame('security'), phone: '•••• ••• 678' };
const at = new Date('2026-05-04T02:15:00Z');

export const securityPage = page<SecurityModel>('identity/account/security', {
  everything: {
    ...sample,
    done: 'passkey-added',
    factors: {
      ...{ password: true, passkeys: 2, totp: true, sms: true, recoveryCodesLeft: 7 },
      bound: { password: 3, totp: 1, phone: 3, phoneSince: 0, recovery: 1, passkey: 3 },
    },
    passkeys: [
      { id: '0190a5c2-0000-7000-8000-000000000001', label: 'Điện thoại của tôi', createdAt: at, lastUsedAt: at, backedUp: true, bound: 3 },
      { id: '0190a5c2-0000-7000-8000-000000000002', label: 'Khóa USB', createdAt: at, lastUsedAt: null, backedUp: false, bound: 1 },
    ],
  },
  'password only, and a phone that waited': {
    ...sample,
    factors: {
      ...{ password: true, passkeys: 0, totp: false, sms: false, recoveryCodesLeft: 0 },
      bound: { password: 3, totp: null, phone: 1, phoneSince: 0, recovery: null, passkey: null },
    },
    passkeys: [],
  },
});

/** Every way this person signs in, with the way to change it. */
export function securityRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  return [
    route({
      method: 'GET',
      path: '/account/security',
      who: gate.security('/account/security'),
      query: doneQuery,
      async handle(call) {
        const { account } = call.principal;
        return show(securityPage, {
          ...frameOf(parts.clock, call, 'security'),
          factors: await parts.accounts.factors(parts.db, account.id),
          passkeys: await parts.accounts.passkeys.list(parts.db, account.id),
          phone: parts.accounts.maskedPhone(account),
        });
      },
    }),
  ];
}
