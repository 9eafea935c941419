import { randomBytes } from 'node:crypto';
import type { FormValues } from '#forms';
import { type Place, sameSecret, type Sealer } from '#shared/crypto';
import type { DossierRow } from './record-sql.ts';

/** A dossier, opened. */
export interface Dossier extends Omit<DossierRow, 'answers' | 'applicant' | 'lookup_secret'> {
  readonly answers: FormValues;
  readonly applicant: string;
  /** Printed on the receipt: whoever has it and the code may see how far the dossier is. */
  readonly lookupSecret: string;
}

/** Where a dossier's sealed columns live. */
export const dossierPlace = (column: 'answers' | 'applicant' | 'lookup_secret', row: string): Place => ({
  table: 'dossier.dossier',
  column,
  row,
});

export function openDossier(sealer: Sealer, row: DossierRow): Dossier {
  return {
    ...row,
    answers: JSON.parse(sealer.open(row.answers, dossierPlace('answers', row.id))) as FormValues,
    applicant: sealer.open(row.applicant, dossierPlace('applicant', row.id)),
    lookupSecret: sealer.open(row.lookup_secret, dossierPlace('lookup_secret', row.id)),
  };
}

/** 32 characters that nobody mistakes for another when reading a printed receipt. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const newSecret = (): string => [...randomBytes(10)].map((byte) => ALPHABET[byte % 32]).join('');

/** Compares in constant time. */
export const hasSecret = ({ lookupSecret }: Dossier, typed: string): boolean =>
  sameSecret(
    typed
      .normalize('NFKC')
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]/g, ''),
    lookupSecret,
  );
