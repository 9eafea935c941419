import type { Messages, Shape } from '#shared/texts';
import { providerEn } from './provider-en.ts';
import { providerVi } from './provider-vi.ts';
import { recoverEn } from './recover-en.ts';
import { recoverVi } from './recover-vi.ts';
import { registerEn } from './register-en.ts';
import { registerVi } from './register-vi.ts';
import { signInEn } from './sign-in-en.ts';
import { signInVi } from './sign-in-vi.ts';

export type SignInMessages = Shape<typeof signInVi & typeof registerVi & typeof recoverVi & typeof providerVi>;

/** Texts of the sign-in pages and messages, in every language; templates read them as `t.signIn`, `t.register`, … */
export const messages: Messages<SignInMessages> = {
  vi: { ...signInVi, ...registerVi, ...recoverVi, ...providerVi },
  en: { ...signInEn, ...registerEn, ...recoverEn, ...providerEn },
};
