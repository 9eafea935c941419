import { z } from 'zod';
import { formDefinition } from '#forms';
import type { Language } from '#shared/texts';

const text = z.object({ vi: z.string(), en: z.string() });

const fee = z.object({
  code: z.string(),
  name: text,
  amount: z.int().min(0).max(100_000_000_000),
  kind: z.enum(['fee', 'charge', 'tax']),
});

/** The part of the catalogue's record (its API, contract 1) that filing and deciding need; anything else is ignored. */
export const procedureSchema = z.object({
  code: z.string().regex(/^[\w.]{1,60}$/),
  version: z.int().min(1),
  name: text,
  agency: z.object({ code: z.string(), name: z.union([z.string(), text]) }),
  /** Who decides; `{place}` stands for the province somebody files in. */
  authority: text.optional(),
  level: z.string(),
  online: z.enum(['full', 'partial', 'none']),
  requiredAssurance: z.enum(['LoA1', 'LoA2']),
  channels: z.array(
    z.object({
      kind: z.enum(['direct', 'online', 'post']),
      processingTime: z.object({ amount: z.int().min(1).max(365), unit: z.enum(['working-days', 'working-hours', 'days']) }).nullable(),
      fees: z.array(fee),
    }),
  ),
  legalBasis: z.array(z.object({ number: z.string(), name: z.union([z.string(), text]) })).default([]),
  form: formDefinition.nullable(),
  attachments: z
    .array(
      z.object({
        code: z.string().regex(/^[\w-]{1,40}$/),
        name: text,
        required: z.boolean(),
        accept: z.array(z.string()),
        maxBytes: z.int().min(1),
      }),
    )
    .default([]),
});
export type Procedure = z.infer<typeof procedureSchema>;

/** One amount somebody has to pay, in whole đồng. */
export interface FeeItem {
  readonly code: string;
  readonly name: string;
  readonly amount: number;
  readonly kind: 'fee' | 'charge' | 'tax';
}

const onlineChannel = (procedure: Procedure) => procedure.channels.find(({ kind }) => kind === 'online');

/** What filing online costs; nothing is paid for items of 0 đồng. */
export const onlineFees = (procedure: Procedure): FeeItem[] =>
  (onlineChannel(procedure)?.fees ?? [])
    .filter(({ amount }) => amount > 0)
    .map(({ code, name, amount, kind }) => ({ code, name: name.vi, amount, kind }));

/** How long an online dossier takes; null where the catalogue promises nothing. */
export const processingTime = (procedure: Procedure) => onlineChannel(procedure)?.processingTime ?? null;

/** Whether it can be filed here at all. */
export const fileable = (procedure: Procedure): boolean => procedure.online !== 'none' && procedure.form !== null;

/** The act that governs the procedure, for forms and reasons. */
export const legalGround = (procedure: Procedure): string => {
  const first = procedure.legalBasis[0];
  return first === undefined ? 'Nghị định 118/2025/NĐ-CP' : `${first.number} (${textOf(first.name, 'vi')})`;
};

/** A name of the catalogue in one language; some records have it in Vietnamese alone. */
export const textOf = (name: string | { readonly vi: string; readonly en: string }, lang: Language): string =>
  typeof name === 'string' ? name : name[lang];
