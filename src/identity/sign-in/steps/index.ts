// What the forms do: one file for each step of signing in, registering and getting an account back.
export { credentialRoutes } from './credentials-route.ts';
export { leavingRoutes } from './leaving-route.ts';
export { passkeyRoutes } from './passkey-route.ts';
export { recoverPasswordRoutes } from './recover-password-route.ts';
export { recoverPhoneRoutes } from './recover-phone-route.ts';
export { registerCredentialRoutes } from './register-credential-route.ts';
export { registerPersonRoutes } from './register-person-route.ts';
export { registerPhoneRoutes } from './register-phone-route.ts';
export { secondFactorRoutes } from './second-factor-route.ts';
