import type { Tx } from '#shared/db';
import type { EmailCodes, RecoveryCodes, SmsCodes, Totp } from '#identity/accounts/codes';
import type { TryLimits } from '#identity/accounts/limits';
import type { Passkeys } from '#identity/accounts/passkeys';
import type { Passwords } from '#identity/accounts/password';
import type { Contact, People, PhoneChanges } from '#identity/accounts/person';

/**
 * Accounts and their factors; no HTTP. Each room states what it guarantees in its own `contract.ts`. Functions take `(tx, input)` so that
 * a use case composes several in one transaction. Every change writes its audit event in that transaction.
 */
export interface Accounts extends People {
  readonly password: Passwords;
  readonly totp: Totp;
  readonly sms: SmsCodes;
  readonly contact: Contact & EmailCodes;
  readonly phoneChanges: PhoneChanges;
  readonly recovery: RecoveryCodes;
  readonly passkeys: Passkeys;
  readonly limits: TryLimits;
  /** Deletes what has expired (codes, ceremonies, limits), at most a few thousand rows a call; the worker calls it. Returns how many. */
  cleanUp(tx: Tx): Promise<number>;
}
