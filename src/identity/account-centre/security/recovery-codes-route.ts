import { z } from 'zod';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import { type AccountCentreParts, type Frame, frameOf, type Gate, type MakeChange, sampleFrame } from '#identity/account-centre/gate';

const PATH = '/account/security/recovery-codes';

export interface RecoveryCodesModel extends Frame {
  readonly left: number;
}

export const recoveryCodesPage = page<RecoveryCodesModel>('identity/account/recovery-codes', {
  none: { ...sampleFrame('security'), left: 0 },
  some: { ...sampleFrame('security'), left: 4 },
});

export interface NewCodesModel extends Frame {
  readonly codes: readonly string[];
  readonly madeAt: Date;
}

export const newCodesPage = page<NewCodesModel>('identity/account/recovery-codes-new', {
  ten: {
    ...sampleFrame('security'),
    codes: Array.from({ length: 10 }, (_each, at) => `ABCD${String((at % 8) + 2)}-EFGHJ`),
    madeAt: new Date('2026-05-04T02:15:00Z'),
  },
});

/** Ten codes for the day on which the other factors are lost: shown once, to print or write down. */
export function recoveryCodeRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db } = parts;
  return [
    route({
      method: 'GET',
      path: PATH,
      who: gate.strong(PATH),
      async handle(call) {
        const { recoveryCodesLeft: left } = await accounts.factors(db, call.principal.account.id);
        return show(recoveryCodesPage, { ...frameOf(clock, call, 'security'), left });
      },
    }),
    route({
      method: 'POST',
      path: PATH,
      who: gate.strong(PATH),
      body: z.object({}),
      async handle(call) {
        const codes = await change(call.principal, { notice: 'recoveryCodes', endOthers: 'recovery-codes-generated' }, (tx) =>
          accounts.recovery.generate(tx, call.principal.account.id),
        );
        if (codes === null) throw problem('service.fault');
        return show(newCodesPage, { ...frameOf(clock, call, 'security'), codes, madeAt: clock.now() });
      },
    }),
  ];
}
