import type { Page } from '#shared/view';
import { logoutPage, notSignedInPage, oauthErrorPage, signedOutPage, signOutErrorPage } from './provider-pages.ts';
import { helpPage, recoverCodePage, recoverInPersonPage, recoverPasswordPage, recoverProofPage } from './recover-pages.ts';
import { credentialPage, personPage, phonePage } from './register-pages.ts';
import {
  blockedPage,
  confirmPage,
  consentPage,
  credentialsPage,
  expiredPage,
  pausedPage,
  secondFactorPage,
  unreachablePage,
} from './sign-in-pages.ts';

/** Every page of this module, for the test that renders each sample in each language. */
export const signInPages: readonly Page<object>[] = [
  ...[credentialsPage, confirmPage, secondFactorPage, unreachablePage, blockedPage, pausedPage, expiredPage, consentPage],
  ...[personPage, phonePage, credentialPage],
  ...[helpPage, recoverCodePage, recoverProofPage, recoverPasswordPage, recoverInPersonPage],
  ...[logoutPage, notSignedInPage, signedOutPage, signOutErrorPage, oauthErrorPage],
] as Page<object>[];
