import { z } from 'zod';
import { redirect, route, type Route } from '#shared/http';
import type { AccountCentreParts, Gate, MakeChange } from '#identity/account-centre/gate';

/**
 * Whether an SMS code is asked for at every password sign-in. Switching it on only makes the account safer, so
 * whoever may add to the account may do it.
 */
export function smsRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const turn = (path: string, enabled: boolean, who: Gate['signedIn']): Route =>
    route({
      method: 'POST',
      path,
      who,
      body: z.object({}),
      async handle(call) {
        const accountId = call.principal.account.id;
        const what = enabled ? 'sms-on' : 'sms-off';
        await change(
          call.principal,
          { needs: enabled ? 'entered' : 'strongest', notice: enabled ? 'smsOn' : 'smsOff', endOthers: what },
          async (tx, { factors }) => {
            if (factors.sms === enabled) return null;
            await parts.accounts.sms.setSecondFactor(tx, { accountId, enabled });
            return true;
          },
        );
        return redirect(`/account/security?done=${what}`);
      },
    });
  return [
    turn('/account/security/sms/on', true, gate.adding('/account/security/sms/on')),
    turn('/account/security/sms/off', false, gate.strong('/account/security/sms/off')),
  ];
}
