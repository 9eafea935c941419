import { z } from 'zod';
import { redirect, route, show, type Reply, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import type { Factors } from '#identity/accounts';
import {
  type AccountCentreParts,
  type Frame,
  frameOf,
  type Gate,
  type MakeChange,
  sampleFrame,
  type Signed,
} from '#identity/account-centre/gate';
import { signInMessages } from '#identity/sign-in';

const PATH = '/account/security/password';

/** A passkey that was bound with more than the password is enough to live with. */
const canDoWithout = ({ bound }: Factors): boolean => (bound.passkey ?? 0) > 1;

export interface PasswordModel extends Frame {
  /** For password managers: the number the person signs in with. */
  readonly citizenNumber: string;
  readonly has: boolean;
  /** A passkey is there to sign in with instead. */
  readonly canDoWithout: boolean;
}

export const passwordPage = page<PasswordModel>('identity/account/password', {
  change: { ...sampleFrame('security'), citizenNumber: '001085000011', has: true, canDoWithout: true },
  'first one, too common': {
    ...sampleFrame('security'),
    citizenNumber: '001085000011',
    has: false,
    canDoWithout: false,
    errors: [{ field: 'password', message: signInMessages.vi.register.errors.password.common }],
  },
});

/**
 * Setting, changing or switching off the password. The current one is not asked for: a fresh sign-in with the strongest proof is. Somebody with
 * a passkey may do without a password, so that nobody else can begin with one.
 */
export function passwordRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db } = parts;

  async function present(call: Signed, errors: readonly FieldError[] = []): Promise<Reply> {
    const { account } = call.principal;
    const factors = await accounts.factors(db, account.id);
    return show(
      passwordPage,
      {
        ...frameOf(clock, call, 'security', errors),
        citizenNumber: account.citizenNumber,
        has: factors.password,
        canDoWithout: canDoWithout(factors),
      },
      errors.length === 0 ? 200 : 400,
    );
  }

  return [
    route({ method: 'GET', path: PATH, who: gate.strong(PATH), handle: (call) => present(call) }),
    route({
      method: 'POST',
      path: PATH,
      who: gate.strong(PATH),
      body: z.object({ password: z.string().max(4096).default('') }),
      async handle(call) {
        const { account } = call.principal;
        const texts = signInMessages[call.lang].register.errors;
        const { password } = call.body;
        if (password === '') return present(call, [{ field: 'password', message: texts.passwordMissing }]);
        const weakness = accounts.password.weakness(password, account);
        if (weakness !== null) return present(call, [{ field: 'password', message: texts.password[weakness] }]);
        const prepared = await accounts.password.prepare(password, { accountId: account.id });
        await change(call.principal, { needs: 'strongest', notice: 'password', endOthers: 'password-changed' }, async (tx, ground) => {
          // Who has proved the old one makes the new one worth as much.
          const kept = call.principal.amr.includes('pwd') ? (ground.factors.bound.password ?? 1) : 1;
          await accounts.password.set(tx, { accountId: account.id, password: prepared, bound: kept > ground.bound ? kept : ground.bound });
          return true;
        });
        return redirect('/account/security?done=password');
      },
    }),
    route({
      method: 'POST',
      path: `${PATH}/off`,
      who: gate.strong(`${PATH}/off`),
      body: z.object({}),
      async handle(call) {
        const terms = { needs: 'strongest', notice: 'passwordOff', endOthers: 'password-off' } as const;
        const done = await change(call.principal, terms, async (tx, { factors }) => {
          if (!factors.password || !canDoWithout(factors)) return null;
          await accounts.password.remove(tx, call.principal.account.id);
          return true;
        });
        return redirect(done === null ? PATH : '/account/security?done=password-off');
      },
    }),
  ];
}
