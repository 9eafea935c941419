import { z } from 'zod';
import { localised } from '#forms';
import { problemDetails } from '#shared/openapi';
import { agencyCode, date, procedureCode, procedureContent } from './import/content.ts';

/** What the API answers. The OpenAPI description is made from these, and tests hold every answer against it. */
const named = z.strictObject({ code: z.string(), name: localised });

const online = z.enum(['full', 'partial', 'none']);
const audience = z.array(z.enum(['citizen', 'business'])).min(1);
const key = z.strictObject({ code: z.string(), validFrom: date });
const total = z.int().min(0);

export const apiSchemas = {
  ProcedureList: z.strictObject({
    total,
    page: z.int().min(1),
    items: z.array(
      z.strictObject({
        code: procedureCode,
        name: localised,
        summary: localised,
        agency: named,
        field: named,
        audience,
        online,
        version: z.int().min(1),
      }),
    ),
  }),
  Procedure: procedureContent
    .omit({ keywords: true, agency: true, field: true })
    .extend({ agency: named, field: named, current: z.boolean() }),
  VersionList: z.strictObject({
    total,
    items: z.array(z.strictObject({ version: z.int().min(1), validFrom: date, validTo: date.nullable() })),
  }),
  Record: z.object({ MATTHC: procedureCode, TENTTHC: z.string() }).loose(),
  Agency: z.strictObject({
    code: agencyCode,
    validFrom: date,
    validTo: date.nullable(),
    kind: z.enum(['ministry', 'province', 'court', 'enterprise', 'other']),
    name: localised,
    unit: key.nullable(),
    successor: agencyCode.nullable(),
    unconfirmed: z.array(z.string()),
  }),
  Unit: z.strictObject({
    code: z.string(),
    validFrom: date,
    validTo: date.nullable(),
    level: z.enum(['province', 'commune']),
    kind: z.enum(['province', 'city', 'commune', 'ward', 'special-zone']),
    name: localised,
    parent: z.string().nullable(),
    unconfirmed: z.array(z.string()),
  }),
  Problem: problemDetails,
} as const;

export const listSchemas = {
  AgencyList: z.strictObject({ total, items: z.array(apiSchemas.Agency) }),
  UnitList: z.strictObject({ total, on: date, items: z.array(apiSchemas.Unit) }),
} as const;
