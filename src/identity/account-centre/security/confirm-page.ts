import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import { type AccountCentreParts, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';

/** Small changes that say first what they mean; the words are `t.account.confirm`. */
export interface ConfirmModel extends Frame {
  readonly what: 'app-remove' | 'password-off' | 'sms-on' | 'sms-off';
  readonly action: string;
  readonly back: string;
}

const back = '/account/security';

export const confirmChangePage = page<ConfirmModel>('identity/account/confirm', {
  'remove the app': { ...sampleFrame('security'), what: 'app-remove', action: '/account/security/app/remove', back },
  'password off': { ...sampleFrame('security'), what: 'password-off', action: '/account/security/password/off', back },
  'sms on': { ...sampleFrame('security'), what: 'sms-on', action: '/account/security/sms/on', back },
  'sms off': { ...sampleFrame('security'), what: 'sms-off', action: '/account/security/sms/off', back },
});

/** The pages that ask before a factor is removed or switched. */
export function confirmationRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const ask = (what: ConfirmModel['what'], path: string, who: Gate['signedIn']): Route =>
    route({
      method: 'GET',
      path,
      who,
      handle: async (call) => show(confirmChangePage, { ...frameOf(parts.clock, call, 'security'), what, action: path, back }),
    });
  return [
    ask('app-remove', '/account/security/app/remove', gate.strong(back)),
    ask('password-off', '/account/security/password/off', gate.strong(back)),
    ask('sms-on', '/account/security/sms/on', gate.adding(back)),
    ask('sms-off', '/account/security/sms/off', gate.strong(back)),
  ];
}
