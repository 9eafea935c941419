import type { Tx } from '#shared/db';
import type { Bound } from '#identity/accounts/person';

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly backedUp: boolean;
  readonly bound: Bound;
}

/** A right answer of a passkey. */
export interface PasskeyProof {
  readonly accountId: string;
  readonly passkeyId: string;
  readonly bound: Bound;
}

export interface Passkeys {
  list(tx: Tx, accountId: string): Promise<readonly Passkey[]>;
  /** JSON for `navigator.credentials.create` (WebAuthn Level 3 section 5.4); the challenge is stored under `ceremony`, single use, five minutes. */
  beginRegistration(
    tx: Tx,
    input: { ceremony: string; account: { id: string; citizenNumber: string; name: string }; bound: Bound },
  ): Promise<object>;
  finishRegistration(tx: Tx, input: { ceremony: string; accountId: string; label: string; response: unknown }): Promise<Passkey | null>;
  /** Discoverable: names no credential, so it tells nothing about who has an account. */
  beginAuthentication(tx: Tx, ceremony: string): Promise<object>;
  /**
   * Whose passkey answered, with user verification, or null. A counter that goes back is recorded, and its owner is to be told
   * (`counterWentBack`). A passkey that may be synchronised is let in all the same: devices it moves to begin their count anew, and refusing it
   * would lock its owner out for ever. One that cannot leave its device has no honest reason to count backwards: there are two of it, and the
   * answer that is behind is refused.
   */
  finishAuthentication(
    tx: Tx,
    input: {
      ceremony: string;
      response: unknown;
      counterWentBack?: (tx: Tx, about: { accountId: string; refused: boolean }) => Promise<void>;
    },
  ): Promise<PasskeyProof | null>;
  /** What was proved since counts for it: never lowers its level. */
  raise(tx: Tx, input: { accountId: string; id: string; bound: Bound }): Promise<boolean>;
  rename(tx: Tx, input: { accountId: string; id: string; label: string }): Promise<boolean>;
  remove(tx: Tx, input: { accountId: string; id: string }): Promise<boolean>;
}
