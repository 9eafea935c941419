import { z } from 'zod';
import { localised } from '#forms';
import { agencyCode, date, procedureCode, procedureContent } from './import/content.ts';

// What the API answers. Handlers are held to these by the compiler, the OpenAPI description is made from them, and tests hold every answer against it.

const named = z.strictObject({ code: z.string(), name: localised });
export const audiences = z.enum(['citizen', 'business']).meta({ id: 'catalogue.Audience' });
export const onlineLevels = z.enum(['full', 'partial', 'none']).meta({ id: 'catalogue.OnlineLevel' });
const key = z.strictObject({ code: z.string(), validFrom: date });
const total = z.int().min(0);

export const procedureList = z
  .strictObject({
    total,
    page: z.int().min(1),
    items: z.array(
      z.strictObject({
        code: procedureCode,
        name: localised,
        summary: localised,
        agency: named,
        field: named,
        audience: z.array(audiences).min(1),
        online: onlineLevels,
        version: z.int().min(1),
      }),
    ),
  })
  .meta({ id: 'catalogue.ProcedureList' });

export const procedure = procedureContent
  .omit({ keywords: true, agency: true, field: true })
  .extend({ audience: z.array(audiences).min(1).max(2), online: onlineLevels, agency: named, field: named, current: z.boolean() })
  .meta({ id: 'catalogue.Procedure' });

export const versionList = z
  .strictObject({
    total,
    items: z.array(z.strictObject({ version: z.int().min(1), validFrom: date, validTo: date.nullable() })),
  })
  .meta({ id: 'catalogue.VersionList' });

export const record = z.object({ MATTHC: procedureCode, TENTTHC: z.string() }).loose().meta({ id: 'catalogue.Record' });

export const agency = z
  .strictObject({
    code: agencyCode,
    validFrom: date,
    validTo: date.nullable(),
    kind: z.enum(['ministry', 'province', 'court', 'enterprise', 'other']),
    name: localised,
    unit: key.nullable(),
    successor: agencyCode.nullable(),
    unconfirmed: z.array(z.string()),
  })
  .meta({ id: 'catalogue.Agency' });

export const unit = z
  .strictObject({
    code: z.string(),
    validFrom: date,
    validTo: date.nullable(),
    level: z.enum(['province', 'commune']),
    kind: z.enum(['province', 'city', 'commune', 'ward', 'special-zone']),
    name: localised,
    parent: z.string().nullable(),
    unconfirmed: z.array(z.string()),
  })
  .meta({ id: 'catalogue.Unit' });

export const agencyList = z.strictObject({ total, items: z.array(agency) }).meta({ id: 'catalogue.AgencyList' });
export const unitList = z.strictObject({ total, on: date, items: z.array(unit) }).meta({ id: 'catalogue.UnitList' });
