import type { Calendar } from './calendar/index.ts';
import type { Dossiers } from './dossiers.ts';
import type { Drafts } from './drafts.ts';
import type { Fees } from './fees.ts';
import type { Files } from './files.ts';
import type { Offices } from './offices.ts';
import type { DossierOptions } from './options.ts';
import type { People } from './people.ts';
import type { Procedures } from './procedures.ts';

/** What the pages of this service are made from. */
export interface Parts {
  readonly options: DossierOptions;
  readonly calendar: Calendar;
  readonly people: People;
  readonly procedures: Procedures;
  readonly offices: Offices;
  readonly drafts: Drafts;
  readonly files: Files;
  readonly dossiers: Dossiers;
  readonly fees: Fees;
}
