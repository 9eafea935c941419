import type { RelyingParty } from '#relying-party';
import type { Clock } from '#shared/clock';
import type { BlindIndex, Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { SigningKey } from '#shared/fetch';
import type { Queue } from '#shared/jobs';
import type { Watch } from '#shared/limits';
import type { Log } from '#shared/log';
import type { Channel, Notifier } from '#shared/notify';

/** All the dossier service depends on. It knows the other services by their addresses only. */
export interface DossierOptions {
  /** Acts as `mocua_dossier` with search_path `dossier` (the relying-party kit's tables are found by it). */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  /** What its limits do when they are over; they refuse unless stated. */
  readonly watch?: Watch;
  /** The queue `dossier_jobs`. */
  readonly jobs: Queue;
  /** Queues SMS and e-mail in schema `dossier`. */
  readonly notifier: Notifier;
  /**
   * The kit, made with scopes `openid profile phone email address citizen_id` and no `arrive`. The client also holds the
   * grant `client_credentials` with scope `payment:order`.
   */
  readonly rp: RelyingParty;
  /** Public origins, exactly `new URL(x).origin`; the payment one also is the audience of its tokens. */
  readonly urls: { readonly dossier: string; readonly catalogue: string; readonly payment: string };
  /** Reads the catalogue; the payment service is called through the kit. */
  readonly fetch: typeof fetch;
  /** Verifies the payment service's notices. Several while a key is being replaced. */
  readonly webhookKeys: readonly SigningKey[];
  /** Where SMS and e-mail go, for the worker. */
  readonly channels: Readonly<Record<'sms' | 'email', Channel>>;
}
