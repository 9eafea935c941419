import type { z } from 'zod';
import { many, maybe, type Tx } from '#shared/db';
import type { Localised } from '#forms';
import { procedureCode, type ProcedureContent } from './import/content.ts';
import { recordOf, versionNumbered, versionOn, versionsOf, type VersionRow } from './procedures-sql.ts';

/** One version of a procedure with the names of what it refers to. */
export interface Procedure {
  readonly content: ProcedureContent;
  /** The last day it holds; a later version may have set it. */
  readonly validTo: string | null;
  readonly agencyName: Localised;
  readonly fieldName: Localised;
  /** Whether it holds on the day that was asked about. */
  readonly current: boolean;
}

const asProcedure = (row: VersionRow, day: string): Procedure => ({
  content: row.content,
  validTo: row.valid_to,
  agencyName: { vi: row.agency_vi, en: row.agency_en },
  fieldName: { vi: row.field_vi, en: row.field_en },
  current: row.valid_from <= day && (row.valid_to === null || row.valid_to >= day),
});

/**
 * One version by its number, or the one that holds on `day` (else the one nearest to it, so that an address never dies).
 * Null for what was never published, and for anything that is no code.
 */
export async function findProcedure(
  tx: Tx,
  code: string,
  { version, day }: { readonly version: number | null; readonly day: string },
): Promise<Procedure | null> {
  if (!procedureCode.safeParse(code).success) return null;
  const row = version === null ? await maybe(tx, versionOn, [code, day]) : await maybe(tx, versionNumbered, [code, day, version]);
  return row === null ? null : asProcedure(row, day);
}

export interface VersionSummary {
  readonly version: number;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Every published version of a procedure, newest first. */
export async function listVersions(tx: Tx, code: string): Promise<VersionSummary[]> {
  return (await many(tx, versionsOf, [code])).map((row) => ({ version: row.version, validFrom: row.valid_from, validTo: row.valid_to }));
}

/** The binding record as the national database exchanges it. */
export async function findRecord(tx: Tx, code: string, version: number): Promise<z.infer<typeof recordOf.row>['record'] | null> {
  return (await maybe(tx, recordOf, [code, version]))?.record ?? null;
}
