import type { Tx } from '#shared/db';

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly backedUp: boolean;
}

export interface Passkeys {
  list(tx: Tx, accountId: string): Promise<readonly Passkey[]>;
  /** JSON for `navigator.credentials.create` (WebAuthn Level 3 section 5.4); the challenge is stored under `ceremony`, single use, five minutes. */
  beginRegistration(tx: Tx, input: { ceremony: string; account: { id: string; citizenNumber: string; name: string } }): Promise<object>;
  finishRegistration(tx: Tx, input: { ceremony: string; accountId: string; label: string; response: unknown }): Promise<Passkey | null>;
  /** Discoverable: names no credential, so it tells nothing about who has an account. */
  beginAuthentication(tx: Tx, ceremony: string): Promise<object>;
  /** The account whose passkey answered, with user verification, or null. A counter that goes back is refused and recorded. */
  finishAuthentication(tx: Tx, input: { ceremony: string; response: unknown }): Promise<{ accountId: string; passkeyId: string } | null>;
  rename(tx: Tx, input: { accountId: string; id: string; label: string }): Promise<boolean>;
  remove(tx: Tx, input: { accountId: string; id: string }): Promise<boolean>;
}
