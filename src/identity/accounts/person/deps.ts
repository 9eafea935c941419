import type { Clock } from '#shared/clock';
import type { BlindIndex, Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Events } from '#identity/events';

/** What every room of the accounts works with. */
export interface PersonDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  readonly events: Events;
}
