import type { Route } from '#shared/http';
import { createDispatcher, type SignInParts } from '#identity/sign-in/dispatch';
import {
  credentialRoutes,
  leavingRoutes,
  passkeyRoutes,
  recoverPasswordRoutes,
  recoverPhoneRoutes,
  registerCredentialRoutes,
  registerPersonRoutes,
  registerPhoneRoutes,
  secondFactorRoutes,
} from '#identity/sign-in/steps';

export type SignInOptions = Omit<SignInParts, 'evenMilliseconds'> & { readonly evenMilliseconds?: number | undefined };

export interface SignIn {
  /** Everything below `/sign-in/:uid`. */
  readonly routes: readonly Route[];
}

/** Longer than any of the steps it hides takes on a machine that is not overloaded. */
const EVEN = 350;

/** Sign-in, step-up, registration and recovery: one flow, one dispatcher, one file for each step. */
export function createSignIn(options: SignInOptions): SignIn {
  const dispatcher = createDispatcher({ ...options, evenMilliseconds: options.evenMilliseconds ?? EVEN });
  return {
    routes: [
      ...credentialRoutes(dispatcher),
      ...secondFactorRoutes(dispatcher),
      ...passkeyRoutes(dispatcher),
      ...registerPersonRoutes(dispatcher),
      ...registerPhoneRoutes(dispatcher),
      ...registerCredentialRoutes(dispatcher),
      ...recoverPhoneRoutes(dispatcher),
      ...recoverPasswordRoutes(dispatcher),
      ...leavingRoutes(dispatcher),
    ],
  };
}
