import { z } from 'zod';
import { formDefinition, isDate, localised } from '#forms';

/** A calendar day, `YYYY-MM-DD`. */
export const date = z.string().refine(isDate, 'must be a day that exists, as YYYY-MM-DD').meta({ format: 'date' });

export const procedureCode = z
  .string()
  .regex(/^(\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.H\d{2})?|MC\.\d{6})$/, 'must be a code such as 1.001193 or MC.054001');
export const agencyCode = z.string().regex(/^[A-Z0-9][A-Z0-9.]{0,34}$/, 'must be a code such as G01 or H26.15');
export const fieldCode = z.string().regex(/^[a-z][a-z-]{1,40}$/, 'must be small letters and hyphens');
const partCode = z.string().regex(/^[A-Z0-9-]{1,30}$/, 'must be capital letters, digits and hyphens');

/** The parts of a procedure (decree 63/2010 article 8), as far as a text at hand may not confirm them. */
export const parts = [
  'code',
  'steps',
  'channels',
  'deadline',
  'documents',
  'authority',
  'result',
  'conditions',
  'fees',
  'legalBasis',
  'assurance',
] as const;

const fee = z.strictObject({
  code: partCode,
  name: localised,
  /** Whole đồng. */
  amount: z.int().min(0).max(1_000_000_000_000),
  kind: z.enum(['fee', 'charge', 'tax']),
  note: localised.nullable(),
});

const channel = z.strictObject({
  kind: z.enum(['direct', 'online', 'post']),
  processingTime: z.strictObject({ amount: z.int().min(1).max(1000), unit: z.enum(['working-days', 'working-hours', 'days']) }).nullable(),
  /** Said beside or instead of the time. */
  processingNote: localised.nullable(),
  fees: z.array(fee).max(20),
  feesNote: localised.nullable(),
});

const document = z.strictObject({
  code: partCode,
  name: localised,
  required: z.boolean(),
  originals: z.int().min(0).max(20),
  copies: z.int().min(0).max(20),
  /** Model forms, by name and, where there is one, address. */
  forms: z.array(z.strictObject({ name: localised, url: z.url({ protocol: /^https$/ }).nullable() })).max(10),
});

const attachment = z.strictObject({
  code: partCode,
  name: localised,
  required: z.boolean(),
  accept: z.array(z.enum(['image/jpeg', 'image/png', 'application/pdf'])).min(1),
  maxBytes: z
    .int()
    .min(1024)
    .max(20 * 1024 * 1024),
});

/** One version of one procedure, complete, in both languages; what is imported, kept and shown. */
export const procedureContent = z.strictObject({
  code: procedureCode,
  version: z.int().min(1).max(10_000),
  validFrom: date,
  validTo: date.nullable(),
  name: localised,
  summary: localised,
  /** Everyday words for it, in both languages; only searched. */
  keywords: z.array(z.string().min(2).max(80)).max(40),
  agency: agencyCode,
  /** Who decides. `{place}` stands for the person's province. */
  authority: localised,
  level: z.enum(['ministry', 'province', 'commune']),
  field: fieldCode,
  audience: z
    .array(z.enum(['citizen', 'business']))
    .min(1)
    .max(2),
  online: z.enum(['full', 'partial', 'none']),
  onlinePartialReason: localised.nullable(),
  requiredAssurance: z.enum(['LoA1', 'LoA2']),
  /** Where it begins online here: the dossier service, the look-up of fines, or nowhere. */
  start: z.enum(['dossier', 'fines']).nullable(),
  steps: z
    .array(z.strictObject({ case: localised.nullable(), text: localised }))
    .min(1)
    .max(40),
  channels: z.array(channel).min(1).max(3),
  documents: z.array(document).max(40),
  documentsNote: localised.nullable(),
  /** How many sets of the dossier are handed in. */
  sets: z.int().min(0).max(10),
  result: localised,
  conditions: localised.nullable(),
  legalBasis: z.array(z.strictObject({ number: z.string().min(1).max(80), name: localised })).max(40),
  form: formDefinition.nullable(),
  attachments: z.array(attachment).max(20),
  /** Rows of the source articles that name this service. */
  sources: z.array(z.int().min(1)).max(20),
  unconfirmed: z.array(z.enum(parts)),
});
export type ProcedureContent = z.infer<typeof procedureContent>;
