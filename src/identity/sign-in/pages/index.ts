// What a person sees: view models with their samples, and the texts.
export { frame } from './frame.ts';
export { messages, type SignInMessages } from './messages/index.ts';
export { signInPages } from './pages.ts';
export {
  actorOf,
  logoutPage,
  notSignedInPage,
  oauthErrorPage,
  signedOutPage,
  signOutErrorPage,
  type SignedOutModel,
  type SignOutRefusal,
} from './provider-pages.ts';
export { helpPage, recoverCodePage, recoverInPersonPage, recoverPasswordPage, recoverProofPage } from './recover-pages.ts';
export { credentialPage, personPage, phonePage } from './register-pages.ts';
export {
  blockedPage,
  confirmPage,
  consentPage,
  credentialsPage,
  expiredPage,
  pausedPage,
  secondFactorPage,
  unreachablePage,
} from './sign-in-pages.ts';
