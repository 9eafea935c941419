// Passwords: which are refused, how they are hashed without letting a crowd take the machine, and whom one signs in.
export type { Candidate, PasswordParameters, Passwords } from './contract.ts';
export type { PasswordDeps } from './deps.ts';
export type { Hashes } from './hashes.ts';
export type { HashingLoad } from './hashing-pool.ts';
export { createHashingProcess } from './hashing-process.ts';
export { createPassword } from './password.ts';
