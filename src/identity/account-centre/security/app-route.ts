import QRCode from 'qrcode';
import { z } from 'zod';
import { redirect, route, show, type Reply, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import type { CodeResult } from '#identity/accounts';
import {
  type AccountCentreParts,
  carriedBy,
  type Carries,
  type Frame,
  frameOf,
  type Gate,
  type MakeChange,
  sampleCarries,
  sampleFrame,
} from '#identity/account-centre/gate';
import { signInMessages } from '#identity/sign-in';
import { messages } from './messages/index.ts';

const PATH = '/account/security/app';
const SECURITY = '/account/security';

export interface AppModel extends Frame {
  /** An app is enrolled: a new one would replace it. */
  readonly enrolled: boolean;
  readonly carries: Carries;
}

export const appPage = page<AppModel>('identity/account/app', {
  none: { ...sampleFrame('security'), enrolled: false, carries: { ...sampleCarries, bound: 1 } },
  enrolled: { ...sampleFrame('security'), enrolled: true, carries: sampleCarries },
});

export interface AppCodeModel extends Frame {
  /** Shown once; a wrong code does not show it again. */
  readonly setUp: { readonly qr: string; readonly secret: string } | null;
}

const samplePicture =
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0IDQiPjxwYXRoIGQ9Ik0wIDBoMnYySDB6Ii8+PC9zdmc+';

export const appCodePage = page<AppCodeModel>('identity/account/app-code', {
  'to scan': { ...sampleFrame('security'), setUp: { qr: samplePicture, secret: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP' } },
  'wrong code': {
    ...sampleFrame('security'),
    setUp: null,
    errors: [{ field: 'code', message: signInMessages.vi.secondFactor.errors.wrong }],
  },
});

/** The authenticator app: set up with a picture or a key, confirmed by the first code, removed. */
export function appRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db } = parts;
  return [
    route({
      method: 'GET',
      path: PATH,
      who: gate.adding(PATH),
      async handle(call) {
        const factors = await accounts.factors(db, call.principal.account.id);
        const carries = carriedBy(parts, call, { factors, back: PATH });
        return show(appPage, { ...frameOf(clock, call, 'security'), enrolled: factors.totp, carries });
      },
    }),
    route({
      method: 'POST',
      path: PATH,
      who: gate.adding(PATH),
      body: z.object({}),
      async handle(call) {
        const { secret, uri } = await db.transaction((tx) => accounts.totp.begin(tx, call.principal.account.id));
        const picture = await QRCode.toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
        const qr = `data:image/svg+xml;base64,${Buffer.from(picture, 'utf8').toString('base64')}`;
        return show(appCodePage, { ...frameOf(clock, call, 'security'), setUp: { qr, secret: secret.replaceAll(/.{4}(?=.)/g, '$& ') } });
      },
    }),
    // Where reloading the page after a wrong code leads.
    route({ method: 'GET', path: `${PATH}/code`, who: gate.signedIn, handle: async () => redirect(PATH) }),
    route({
      method: 'POST',
      path: `${PATH}/code`,
      who: gate.adding(PATH),
      body: z.object({ code: z.string().max(100).default('') }),
      async handle(call) {
        const texts = signInMessages[call.lang].secondFactor.errors;
        const again = (message: string): Reply =>
          show(appCodePage, { ...frameOf(clock, call, 'security', [{ field: 'code', message }]), setUp: null }, 400);
        if (call.body.code.trim() === '') return again(texts.missing);
        const accountId = call.principal.account.id;
        const limit = { action: 'code', subject: accountId, ip: call.ip } as const;
        await accounts.limits.beforeTry(limit);
        let result: CodeResult = 'wrong';
        await change(
          call.principal,
          { needs: 'entered', notice: 'totpAdded', endOthers: 'totp-added' },
          async (tx, { factors, bound, strong }) => {
            if (factors.totp && !strong) throw problem('access.sign-in-required');
            result = await accounts.totp.confirm(tx, { accountId, code: call.body.code, bound });
            return result === 'ok' ? true : null;
          },
        );
        // The compiler does not see that the work above has assigned it.
        const outcome = result as CodeResult;
        if (outcome !== 'ok') return again(outcome === 'spent' ? messages[call.lang].app.expired : texts.wrong);
        await accounts.limits.afterSuccess(limit);
        return redirect(`${SECURITY}?done=totp-added`);
      },
    }),
    route({
      method: 'POST',
      path: `${PATH}/remove`,
      who: gate.strong(`${PATH}/remove`),
      body: z.object({}),
      async handle(call) {
        await change(call.principal, { needs: 'strongest', notice: 'totpRemoved', endOthers: 'totp-removed' }, async (tx, { factors }) => {
          if (!factors.totp) return null;
          await accounts.totp.remove(tx, call.principal.account.id);
          return true;
        });
        return redirect(`${SECURITY}?done=totp-removed`);
      },
    }),
  ];
}
