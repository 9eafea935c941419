export { amrOf, atLeast, levelReached, levels, proofsOf, type Level, type Proof } from './assurance.ts';
export {
  InteractionEnded,
  type Bilingual,
  type EndSessions,
  type Interaction,
  type InteractionError,
  type Interactions,
  type PortalInfo,
  type Release,
  type SessionInfo,
  type SignedIn,
} from './contract.ts';
export { createSignIn, type SignIn, type SignInOptions } from './create-sign-in.ts';
export { deleteExpiredFlows } from './flow-sql.ts';
export { signInPages } from './pages.ts';
export { actorOf, logoutPage, oauthErrorPage, signedOutPage, type LogoutModel, type OAuthErrorModel } from './provider-pages.ts';
