import type { Files } from '#dossier/documents';
import type { People } from '#dossier/people';
import type { Offices, Procedures } from '#dossier/procedures';
import type { Dossiers } from '#dossier/record';
import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Drafts } from './drafts.ts';

/** What filing is made from. */
export interface FilingParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly people: People;
  readonly procedures: Procedures;
  readonly offices: Offices;
  readonly drafts: Drafts;
  readonly files: Files;
  readonly dossiers: Dossiers;
}
