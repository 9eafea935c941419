import type { Route } from '#shared/http';
import { credentialRoutes } from './credentials.ts';
import { createDispatcher, type SignInParts } from './dispatch.ts';
import { leavingRoutes } from './leaving.ts';
import { passkeyRoutes } from './passkey.ts';
import { recoverPasswordRoutes } from './recover-password.ts';
import { recoverPhoneRoutes } from './recover-phone.ts';
import { registerCredentialRoutes } from './register-credential.ts';
import { registerPersonRoutes } from './register-person.ts';
import { registerPhoneRoutes } from './register-phone.ts';
import { secondFactorRoutes } from './second-factor.ts';

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
