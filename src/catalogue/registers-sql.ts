import { z } from 'zod';
import { statement } from '#shared/db';

const unit = z.object({
  code: z.string(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  level: z.enum(['province', 'commune']),
  kind: z.enum(['province', 'city', 'commune', 'ward', 'special-zone']),
  name_vi: z.string(),
  name_en: z.string(),
  parent_code: z.string().nullable(),
  unconfirmed: z.array(z.string()),
});
export type UnitRow = z.infer<typeof unit>;

// Index unit_parent; the provinces ($1 null) are its first few dozen entries.
export const unitsOn = statement(
  'catalogue.unit.list',
  `SELECT code, valid_from::text AS valid_from, valid_to::text AS valid_to, level, kind, name_vi, name_en, parent_code, unconfirmed
     FROM catalogue.unit
    WHERE parent_code IS NOT DISTINCT FROM $1::text AND valid_from <= $2::date AND (valid_to IS NULL OR valid_to >= $2::date)
    ORDER BY code`,
  unit,
);

// Index unit_parent: the provinces of all times are under a hundred rows.
export const provincesEver = statement(
  'catalogue.unit.provinces-ever',
  `SELECT code, valid_from::text AS valid_from, valid_to::text AS valid_to, level, kind, name_vi, name_en, parent_code, unconfirmed
     FROM catalogue.unit
    WHERE parent_code IS NULL
    ORDER BY code, valid_from`,
  unit,
);

// The primary keys of unit_change: one row for each province that ever changed, under a hundred.
export const changesOfProvinces = statement(
  'catalogue.unit-change.list',
  `SELECT from_code, from_valid_from::text AS from_valid_from, to_code, to_valid_from::text AS to_valid_from, legal_basis
     FROM catalogue.unit_change
    ORDER BY from_code, from_valid_from, to_code`,
  z.object({ from_code: z.string(), from_valid_from: z.string(), to_code: z.string(), to_valid_from: z.string(), legal_basis: z.string() }),
);

const agency = z.object({
  code: z.string(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  kind: z.enum(['ministry', 'province', 'court', 'enterprise', 'other']),
  name_vi: z.string(),
  name_en: z.string(),
  unit_code: z.string().nullable(),
  unit_from: z.string().nullable(),
  successor_code: z.string().nullable(),
  unconfirmed: z.array(z.string()),
});
export type AgencyRow = z.infer<typeof agency>;

// Primary key of agency, in order; a hundred rows of first-level agencies.
export const agenciesOn = statement(
  'catalogue.agency.list',
  `SELECT code, valid_from::text AS valid_from, valid_to::text AS valid_to, kind, name_vi, name_en, unit_code, unit_from::text AS unit_from,
          successor_code, unconfirmed
     FROM catalogue.agency
    WHERE valid_from <= $1::date AND (valid_to IS NULL OR valid_to >= $1::date)
    ORDER BY code`,
  agency,
);

// Primary key of agency: every validity of one code, the present or last one first.
export const agencyHistory = statement(
  'catalogue.agency.history',
  `SELECT code, valid_from::text AS valid_from, valid_to::text AS valid_to, kind, name_vi, name_en, unit_code, unit_from::text AS unit_from,
          successor_code, unconfirmed
     FROM catalogue.agency
    WHERE code = $1
    ORDER BY valid_from DESC`,
  agency,
);

// Index agency_unit.
export const agencyOfUnit = statement(
  'catalogue.agency.of-unit',
  `SELECT code, valid_from::text AS valid_from, valid_to::text AS valid_to, kind, name_vi, name_en, unit_code, unit_from::text AS unit_from,
          successor_code, unconfirmed
     FROM catalogue.agency
    WHERE unit_code = $1 AND unit_from = $2::date AND kind = 'province'
    ORDER BY valid_from DESC
    LIMIT 1`,
  agency,
);
