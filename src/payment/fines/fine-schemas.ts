import { z } from 'zod';
import { fineStates, paperStates } from './fine-sql.ts';

// What the API takes and answers. Routes check with these, and the OpenAPI description is made from them.

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\0'), 'has a NUL character');
/** A real day, between the fines anybody can still be asked about and tomorrow. */
const date = z.iso.date().refine((value) => value >= '2000-01-01' && value <= '2100-01-01', 'is not a date of our time');

export const decisionSchema = z
  .object({
    decisionNumber: words(64).regex(/^[\p{L}\d./ -]+$/u, 'has characters a decision number has not'),
    decisionDate: date,
    recordNumber: words(64),
    violationDate: date,
    fullName: words(100),
    citizenNumber: z
      .string()
      .regex(/^\d{12}$/, 'must be 12 digits')
      .optional(),
    plate: words(20).optional(),
    amount: z.number().int().min(1000).max(1_000_000_000),
    authority: words(200),
    treasuryAccount: words(50),
    receivedOn: date.optional(),
    paperHeld: z.array(words(100)).max(20).default([]),
  })
  .meta({ id: 'payment.Decision' });

/** The decisions of one upload, as each is judged: by itself, so that a fault in one keeps none of the others from being taken. */
export const upload = z.object({ decisions: z.array(decisionSchema).min(1).max(1000) });
/** The list alone. */
export const uploadList = z.object({ decisions: z.array(z.unknown()).min(1).max(1000) });

/** Which decision is meant; `authority` where the client has uploaded several of one number. */
export const ofDecision = {
  params: z.object({ decisionNumber: z.string().max(200).describe('Decision number, percent-encoded') }),
  query: z.object({
    authority: words(200)
      .describe('The authority that took it, as uploaded; needed where this client has decisions of several under one number')
      .optional(),
  }),
};

export const returnReport = z.object({ status: z.enum(paperStates).exclude(['requested']), trackingNumber: words(40).optional() });

const uploadResult = z.enum(['accepted', 'duplicate', 'rejected']);
export const decisionResult = z.object({
  decisionNumber: z.string().nullable(),
  result: uploadResult,
  reason: z.string().optional(),
});
const count = z.int().min(0);
export const uploadReport = z
  .object({ accepted: count, duplicate: count, rejected: count, results: z.array(decisionResult) })
  .meta({ id: 'payment.UploadResult' });

export const fineView = z
  .object({
    decisionNumber: z.string(),
    authority: z.string(),
    status: z.enum(fineStates).meta({ id: 'payment.FineState' }),
    amount: z.int(),
    paidAmount: z.int().nullable(),
    paidAt: z.iso.datetime().nullable(),
    receiptNumber: z.string().nullable(),
    paperReturn: z
      .object({
        status: z.enum(paperStates).meta({ id: 'payment.PaperState' }),
        trackingNumber: z.string().nullable(),
        name: z.string(),
        phone: z.string(),
        address: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'payment.Fine' });
