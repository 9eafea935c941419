import { many, maybe, type Tx } from '#shared/db';
import type { Localised } from '#forms';
import {
  agenciesOn,
  agencyHistory,
  agencyOfUnit,
  changesOfProvinces,
  provincesEver,
  unitsOn,
  type AgencyRow,
  type UnitRow,
} from './registers-sql.ts';

export interface UnitKey {
  readonly code: string;
  readonly validFrom: string;
}

export interface Unit extends UnitKey {
  readonly validTo: string | null;
  readonly level: UnitRow['level'];
  readonly kind: UnitRow['kind'];
  readonly name: Localised;
  readonly parent: string | null;
  readonly unconfirmed: readonly string[];
}

export interface Agency {
  readonly code: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly kind: AgencyRow['kind'];
  readonly name: Localised;
  readonly unit: UnitKey | null;
  readonly successor: string | null;
  readonly unconfirmed: readonly string[];
}

const asUnit = (row: UnitRow): Unit => ({
  code: row.code,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  level: row.level,
  kind: row.kind,
  name: { vi: row.name_vi, en: row.name_en },
  parent: row.parent_code,
  unconfirmed: row.unconfirmed,
});

const asAgency = (row: AgencyRow): Agency => ({
  code: row.code,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  kind: row.kind,
  name: { vi: row.name_vi, en: row.name_en },
  unit: row.unit_code === null || row.unit_from === null ? null : { code: row.unit_code, validFrom: row.unit_from },
  successor: row.successor_code,
  unconfirmed: row.unconfirmed,
});

/** The units below `parent` (null: the provinces) that exist on a day, in the order of their codes. */
export async function listUnits(tx: Tx, parent: string | null, day: string): Promise<Unit[]> {
  return (await many(tx, unitsOn, [parent, day])).map(asUnit);
}

/** The agencies that exist on a day, in the order of their codes. */
export async function listAgencies(tx: Tx, day: string): Promise<Agency[]> {
  return (await many(tx, agenciesOn, [day])).map(asAgency);
}

/** Every validity of one agency, newest first; empty when the code was never given out. */
export async function findAgency(tx: Tx, code: string): Promise<Agency[]> {
  return (await many(tx, agencyHistory, [code])).map(asAgency);
}

/** A province of any time with the one that stands in its place on a day. */
export interface Place {
  readonly unit: Unit;
  readonly now: Unit;
}

/**
 * Every province there ever was, each with its present successor: somebody may know their home by either name. Follows
 * changes until a unit that exists on the day; a unit without successor is left out.
 */
export async function places(tx: Tx, day: string): Promise<Place[]> {
  const [rows, changes] = [await many(tx, provincesEver, []), await many(tx, changesOfProvinces, [])];
  const units = rows.map(asUnit);
  const byKey = new Map(units.map((unit) => [keyText(unit), unit]));
  const next = new Map(
    changes.map((change) => [`${change.from_code}@${change.from_valid_from}`, `${change.to_code}@${change.to_valid_from}`]),
  );
  const holds = (unit: Unit): boolean => unit.validFrom <= day && (unit.validTo === null || unit.validTo >= day);
  return units.flatMap((unit) => {
    let now: Unit | undefined = unit;
    for (let hop = 0; now !== undefined && !holds(now) && hop < 10; hop += 1) now = byKey.get(next.get(keyText(now)) ?? '');
    return now !== undefined && holds(now) ? [{ unit, now }] : [];
  });
}

/** `79@2025-07-01`: how an address names a unit, since a code alone may mean two. */
export const keyText = ({ code, validFrom }: UnitKey): string => `${code}@${validFrom}`;

/** The people's committee of a province at one validity. */
export async function agencyOf(tx: Tx, unit: UnitKey): Promise<Agency | null> {
  const row = await maybe(tx, agencyOfUnit, [unit.code, unit.validFrom]);
  return row === null ? null : asAgency(row);
}
