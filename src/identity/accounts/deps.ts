import type { Clock } from '#shared/clock';
import type { BlindIndex, Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Notifier } from '#shared/notify';
import type { Events } from '#identity/events';
import type { Writes } from '#identity/writes';

/** argon2id parameters (RFC 9106 section 4). */
export interface PasswordParameters {
  /** KiB of memory per hash. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What accounts are made from. */
export interface AccountsDeps {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly notifier: Notifier;
  readonly events: Events;
  /** Used for the limits, which count whatever becomes of the caller's transaction. */
  readonly db: Db;
  readonly writes: Writes;
  readonly passwordParameters: PasswordParameters;
  /** WebAuthn relying party: `id` is the host name, `origin` the exact origin of the identity role. */
  readonly rp: { readonly id: string; readonly name: string; readonly origin: string };
  /** Password hashes computed at the same time; the number of CPUs unless stated. */
  readonly poolSize?: number | undefined;
  /** Password hashes that may wait; 8 for each one at work unless stated. */
  readonly poolQueue?: number | undefined;
  /** Told the length of the hashing queue. */
  readonly metrics?: { gauge(name: string, help: string, read: () => number): void } | undefined;
  /** Tries and messages allowed per minute for the whole service. */
  readonly totals?: { readonly triesPerMinute?: number; readonly smsPerMinute?: number } | undefined;
}
