import { z } from 'zod';

/** A text in every language; Vietnamese is the one that counts. */
export const localised = z.strictObject({ vi: z.string().min(1).max(2000), en: z.string().min(1).max(2000) });
export type Localised = z.infer<typeof localised>;

/** Names are used as HTML names and ids and as column-like keys: letters and digits only, so that no prefix can collide. */
const fieldName = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/);

const day = z.string().regex(/^(today|\d{4}-\d{2}-\d{2})$/);

/**
 * One property, in a subset of JSON Schema draft 2020-12. Every text has a `maxLength`, so that no pattern is ever run
 * over something long. `x-not-before` and `x-not-after` bound a date by a day or by `today`.
 */
const property = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    minLength: z.int().min(1).max(4000).optional(),
    maxLength: z.int().min(1).max(4000),
    pattern: z.string().max(200).optional(),
    enum: z.array(z.string().min(1).max(100)).min(1).max(400).optional(),
    format: z.enum(['date', 'email', 'phone', 'citizen-number']).optional(),
    'x-not-before': day.optional(),
    'x-not-after': day.optional(),
  }),
  z.strictObject({ type: z.literal('integer'), minimum: z.int(), maximum: z.int() }),
  z.strictObject({ type: z.literal('boolean'), const: z.literal(true).optional() }),
]);
export type FormProperty = z.infer<typeof property>;

/** `when the answer to a question is …, these are required too`, as JSON Schema writes it. */
const condition = z.strictObject({
  if: z.strictObject({
    properties: z.record(fieldName, z.strictObject({ const: z.union([z.string(), z.boolean(), z.int()]) })),
    required: z.array(fieldName).min(1),
  }),
  then: z.strictObject({ required: z.array(fieldName).min(1) }),
});

const schema = z.strictObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema'),
  type: z.literal('object'),
  properties: z.record(fieldName, property),
  required: z.array(fieldName),
  additionalProperties: z.literal(false),
  allOf: z.array(condition).optional(),
});

/** What the identity claims may fill in; `address` is the formatted address. */
export const prefillNames = ['name', 'birthdate', 'gender', 'citizen_id', 'phone_number', 'email', 'address'] as const;

const field = z.strictObject({
  name: fieldName,
  label: localised,
  hint: localised.optional(),
  /** Said instead of the general sentence when the value does not have the right form. */
  error: localised.optional(),
  widget: z.enum(['text', 'date', 'select', 'radio', 'textarea', 'checkbox', 'phone', 'email', 'citizen-number', 'address']),
  options: z
    .array(z.strictObject({ value: z.string().min(1).max(100), label: localised }))
    .min(1)
    .max(400)
    .optional(),
  prefill: z.enum(prefillNames).optional(),
});
export type FormField = z.infer<typeof field>;

/** One version of a procedure's form: what is accepted (`schema`) and how it is asked (`presentation`). */
export const formDefinition = z.strictObject({
  version: z.int().min(1),
  schema,
  presentation: z.array(z.strictObject({ section: localised, fields: z.array(field).min(1) })).min(1),
});
export type FormDefinition = z.infer<typeof formDefinition>;

/** Answers by field name: texts (dates as `YYYY-MM-DD`), whole numbers and ticked boxes. */
export type FormValues = Readonly<Record<string, string | number | boolean>>;
