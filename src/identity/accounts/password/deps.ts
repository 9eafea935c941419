import type { PersonDeps } from '#identity/accounts/person';
import type { PasswordParameters } from './contract.ts';
import type { Hashes } from './hashes.ts';

export interface PasswordDeps extends PersonDeps {
  readonly passwordParameters: PasswordParameters;
  /** Where hashes are computed; in this process unless stated. */
  readonly hashes?: Hashes | undefined;
  /** Password hashes computed at the same time; the number of CPUs unless stated. */
  readonly poolSize?: number | undefined;
  /** Password hashes that may wait; 8 for each one at work unless stated. */
  readonly poolQueue?: number | undefined;
  /** Told the length of the hashing queue. */
  readonly metrics?: { gauge(name: string, help: string, read: () => number): void } | undefined;
}
