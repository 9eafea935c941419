import type { Fees } from '#dossier/fees';
import type { FilingParts } from '#dossier/filing';
import type { BlindIndex } from '#shared/crypto';
import type { Watch } from '#shared/limits';

/** What the pages about a dossier are made from: what filing has, and more. */
export interface ReadingParts extends FilingParts {
  readonly blindIndex: BlindIndex;
  readonly watch?: Watch;
  /** Public origins. */
  readonly urls: { readonly dossier: string; readonly catalogue: string; readonly payment: string };
  readonly fees: Fees;
}
