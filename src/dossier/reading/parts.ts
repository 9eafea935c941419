import type { Fees } from '#dossier/fees';
import type { FilingParts } from '#dossier/filing';
import type { BlindIndex } from '#shared/crypto';

/** What the pages about a dossier are made from: what filing has, and more. */
export interface ReadingParts extends FilingParts {
  readonly blindIndex: BlindIndex;
  /** Public origins. */
  readonly urls: { readonly dossier: string; readonly catalogue: string; readonly payment: string };
  readonly fees: Fees;
}
