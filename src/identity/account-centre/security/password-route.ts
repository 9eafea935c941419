import { z } from 'zod';
import { redirect, route, show, type Reply, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
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

export interface PasswordModel extends Frame {
  /** For password managers: the number the person signs in with. */
  readonly citizenNumber: string;
  readonly has: boolean;
}

export const passwordPage = page<PasswordModel>('identity/account/password', {
  change: { ...sampleFrame('security'), citizenNumber: '001085000011', has: true },
  'first one, too common': {
    ...sampleFrame('security'),
    citizenNumber: '001085000011',
    has: false,
    errors: [{ field: 'password', message: signInMessages.vi.register.errors.password.common }],
  },
});

/** Setting or changing the password. The current one is not asked for: a fresh sign-in is. */
export function passwordRoutes(parts: AccountCentreParts, gate: Gate, change: MakeChange): Route[] {
  const { accounts, clock, db } = parts;

  async function present(call: Signed, errors: readonly FieldError[] = []): Promise<Reply> {
    const { account } = call.principal;
    const { password: has } = await accounts.factors(db, account.id);
    return show(
      passwordPage,
      { ...frameOf(clock, call, 'security', errors), citizenNumber: account.citizenNumber, has },
      errors.length === 0 ? 200 : 400,
    );
  }

  return [
    route({ method: 'GET', path: PATH, who: gate.fresh(PATH), handle: (call) => present(call) }),
    route({
      method: 'POST',
      path: PATH,
      who: gate.fresh(PATH),
      body: z.object({ password: z.string().max(4096).default('') }),
      async handle(call) {
        const { account } = call.principal;
        const texts = signInMessages[call.lang].register.errors;
        const { password } = call.body;
        if (password === '') return present(call, [{ field: 'password', message: texts.passwordMissing }]);
        const weakness = accounts.password.weakness(password, account);
        if (weakness !== null) return present(call, [{ field: 'password', message: texts.password[weakness] }]);
        const prepared = await accounts.password.prepare(password, { accountId: account.id });
        await change(call.principal, { notice: 'password', endOthers: 'password-changed' }, async (tx) => {
          await accounts.password.set(tx, { accountId: account.id, password: prepared });
          return true;
        });
        return redirect('/account/security?done=password');
      },
    }),
  ];
}
