import type { Orders } from '#dossier/orders';
import type { ReadingParts } from '#dossier/reading';
import type { Log } from '#shared/log';

/** What the owner's pages and steps are made from. */
export interface OwnerParts extends ReadingParts {
  readonly log: Log;
  readonly orders: Pick<Orders, 'arrange'>;
}
