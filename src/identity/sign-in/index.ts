export { amrOf, atLeast, levelReached, levels, proofsOf, type Level, type Proof } from './flow/assurance.ts';
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
} from './flow/contract.ts';
export { createSignIn, type SignIn, type SignInOptions } from './create-sign-in.ts';
export { deleteExpiredFlows } from './flow/flow-sql.ts';
export { signInPages } from './pages/pages.ts';
export { actorOf, logoutPage, oauthErrorPage, signedOutPage, type LogoutModel, type OAuthErrorModel } from './pages/provider-pages.ts';
