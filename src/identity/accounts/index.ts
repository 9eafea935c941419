export { createAccounts } from './accounts.ts';
export { createNoticeLimits } from '#identity/accounts/codes';
export type { Accounts } from './contract.ts';
export type { AccountsDeps } from './deps.ts';
export type { CodeResult } from '#identity/accounts/codes';
export type { Passkey } from '#identity/accounts/passkeys';
export { createHashingProcess, type Candidate, type Hashes, type HashingLoad, type PasswordParameters } from '#identity/accounts/password';
export {
  accountPlace,
  parseBirthDate,
  parseCitizenNumber,
  parseEmail,
  parsePersonalName,
  parsePhone,
  type Account,
  type Bound,
  type Factors,
  type NewAccount,
  type SealedColumn,
} from '#identity/accounts/person';
