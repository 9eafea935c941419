import type { Files } from '#dossier/documents';
import type { Fees } from '#dossier/fees';
import type { Drafts } from '#dossier/filing';
import type { People } from '#dossier/people';
import type { Offices, Procedures } from '#dossier/procedures';
import type { Dossiers } from '#dossier/record';
import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';

/** What the pages about a dossier are made from. */
export interface ReadingParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly blindIndex: BlindIndex;
  /** Public origins. */
  readonly urls: { readonly dossier: string; readonly catalogue: string; readonly payment: string };
  readonly people: People;
  readonly procedures: Procedures;
  readonly offices: Offices;
  readonly drafts: Drafts;
  readonly files: Files;
  readonly dossiers: Dossiers;
  readonly fees: Fees;
}
