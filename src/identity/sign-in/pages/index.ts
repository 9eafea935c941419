export { frame } from './frame.ts';
export { blockedPage, confirmPage, consentPage, credentialsPage, expiredPage, secondFactorPage, unreachablePage } from './sign-in-pages.ts';
export { helpPage, recoverCodePage, recoverInPersonPage, recoverPasswordPage, recoverProofPage } from './recover-pages.ts';
export { credentialPage, personPage, phonePage } from './register-pages.ts';
