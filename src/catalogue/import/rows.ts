import { z } from 'zod';
import { localised } from '#forms';
import { agencyCode, date, fieldCode } from './content.ts';

const key = z.strictObject({ code: z.string().regex(/^\d{2,5}$/, 'must be 2 to 5 digits'), validFrom: date });

export const fieldRow = z.strictObject({ code: fieldCode, name: localised });

export const unitRow = z.strictObject({
  ...key.shape,
  validTo: date.optional(),
  level: z.enum(['province', 'commune']),
  kind: z.enum(['province', 'city', 'commune', 'ward', 'special-zone']),
  name: localised,
  parent: key.optional(),
  /** What no text at hand confirms, by the name of its property. */
  unconfirmed: z.array(z.string()),
});

export const unitChangeRow = z.strictObject({ from: key, to: key, legalBasis: z.string().min(3).max(300) });

export const agencyRow = z.strictObject({
  code: agencyCode,
  validFrom: date,
  validTo: date.optional(),
  kind: z.enum(['ministry', 'province', 'court', 'enterprise', 'other']),
  name: localised,
  unit: key.optional(),
  successor: agencyCode.optional(),
  unconfirmed: z.array(z.string()),
});

const words = z
  .string()
  .regex(/^[a-z0-9]+( [a-z0-9]+)*$/, 'must be written without marks, in lower case')
  .max(80);
export const synonymRow = z.strictObject({ phrase: words, meaning: words });

/** The kinds of files, in the order in which they build on one another. */
export const kinds = ['fields', 'units', 'unit-changes', 'agencies', 'synonyms', 'procedures'] as const;
export type Kind = (typeof kinds)[number];

export const file = z.strictObject({ kind: z.enum(kinds), items: z.array(z.unknown()).max(100_000) });
