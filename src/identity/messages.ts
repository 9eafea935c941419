import type { Messages } from '#shared/texts';
import { admissionMessages, type AdmissionMessages } from '#identity/admission';
import { accountMessages, type AccountMessages } from '#identity/account-centre';
import { signInMessages, type SignInMessages } from '#identity/sign-in';

export type IdentityMessages = SignInMessages & { readonly account: AccountMessages; readonly admission: AdmissionMessages };

/** Texts of the identity pages and messages, in every language, from where each feature keeps its own. */
export const identityMessages: Messages<IdentityMessages> = {
  vi: { ...signInMessages.vi, account: accountMessages.vi, admission: admissionMessages.vi },
  en: { ...signInMessages.en, account: accountMessages.en, admission: admissionMessages.en },
};
