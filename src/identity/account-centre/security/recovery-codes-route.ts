import { z } from 'zod';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
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

const PATH = '/account/security/recovery-codes';

export interface RecoveryCodesModel extends Frame {
  readonly left: number;
  readonly carries: Carries;
}

export const recoveryCodesPage = page<RecoveryCodesModel>('identity/account/recovery-codes', {
  none: { ...sampleFrame('security'), left: 0, carries: { ...sampleCarries, bound: 1 } },
  some: { ...sampleFrame('security'), left: 4, carries: sampleCarries },
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
      who: gate.adding(PATH),
      async handle(call) {
        const factors = await accounts.factors(db, call.principal.account.id);
        const carries = carriedBy(parts, call, { factors, back: PATH });
        return show(recoveryCodesPage, { ...frameOf(clock, call, 'security'), left: factors.recoveryCodesLeft, carries });
      },
    }),
    route({
      method: 'POST',
      path: PATH,
      who: gate.adding(PATH),
      body: z.object({}),
      async handle(call) {
        const terms = { needs: 'entered', notice: 'recoveryCodes', endOthers: 'recovery-codes-generated' } as const;
        const codes = await change(call.principal, terms, async (tx, { factors, bound, strong }) => {
          // New ones end the old ones: that is a removal.
          if (factors.recoveryCodesLeft > 0 && !strong) return null;
          return accounts.recovery.generate(tx, { accountId: call.principal.account.id, bound });
        });
        if (codes === null) throw problem('access.sign-in-required');
        return show(newCodesPage, { ...frameOf(clock, call, 'security'), codes, madeAt: clock.now() });
      },
    }),
  ];
}
