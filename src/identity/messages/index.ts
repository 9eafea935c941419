import type { Messages, Shape } from '#shared/texts';
import { accountEn } from './account-en.ts';
import { accountVi } from './account-vi.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

export type IdentityMessages = Shape<typeof vi & { account: typeof accountVi }>;

/** Texts of the identity pages and messages, in every language; templates read them as `t.signIn`, `t.register`, … */
export const messages: Messages<IdentityMessages> = { vi: { ...vi, account: accountVi }, en: { ...en, account: accountEn } };
