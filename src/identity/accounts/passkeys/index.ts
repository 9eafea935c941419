// Passkeys (WebAuthn Level 3): registration, authentication, and what a person does with them.
export type { Passkey, Passkeys } from './contract.ts';
export type { PasskeyDeps } from './deps.ts';
export { createPasskeys } from './passkeys.ts';
export { deleteCeremonies } from './passkeys-sql.ts';
