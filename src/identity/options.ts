import type { KeyRing } from '#shared/crypto';
import type { Lifetimes } from '#identity/provider';

/** What the composition root tells the identity module; everything in it comes from the configuration. */
export interface IdentityOptions {
  readonly issuer: URL;
  /** The issuer's host is localhost: plain http for relying parties and loopback addresses are allowed. */
  readonly localhost: boolean;
  readonly trustedProxies: number;
  /** Public addresses of the origins, by role, for navigation. */
  readonly urls: Readonly<Record<string, string>>;
  readonly keyEncryptionKeys: KeyRing;
  readonly blindIndexKey: Buffer;
  readonly subjectPeppers: ReadonlyMap<number, Buffer>;
  /** Newest first. */
  readonly cookieKeys: readonly Buffer[];
  readonly argon2: { readonly memoryCost: number; readonly timeCost: number; readonly parallelism: number };
  readonly passwordPool: { readonly size: number; readonly queue: number };
  readonly lifetimes: Lifetimes;
  /** How long a new phone waits where nothing but the password was proved, in seconds. */
  readonly phoneChangeSeconds: number;
  readonly allowedPrivateNetworks: readonly string[];
  /** Calling codes of the countries whose numbers are sent codes; Vietnam alone unless stated. */
  readonly messageCountries?: readonly string[];
  /** Names of limits that refuse nobody. */
  readonly limitsOnTrial?: readonly string[];
}
