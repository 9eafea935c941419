import type { Route } from '#shared/http';
import { credentialRoutes } from './steps/credentials-route.ts';
import { createDispatcher, type SignInParts } from './dispatch/dispatch.ts';
import { leavingRoutes } from './steps/leaving-route.ts';
import { passkeyRoutes } from './steps/passkey-route.ts';
import { recoverPasswordRoutes } from './steps/recover-password-route.ts';
import { recoverPhoneRoutes } from './steps/recover-phone-route.ts';
import { registerCredentialRoutes } from './steps/register-credential-route.ts';
import { registerPersonRoutes } from './steps/register-person-route.ts';
import { registerPhoneRoutes } from './steps/register-phone-route.ts';
import { secondFactorRoutes } from './steps/second-factor-route.ts';

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
