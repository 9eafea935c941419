import type { z } from 'zod';
import { many, maybe, type Tx } from '#shared/db';
import { agencyKnown, agencyOverlap, fieldKnown, unitKnown, unitOverlap } from './import-sql.ts';
import type { agencyRow, unitChangeRow, unitRow } from './rows.ts';

/**
 * What a row, well written in itself, has against it in the catalogue: one sentence for each thing, empty when there is none. The
 * database refuses the same, but says only the first, and not for whoever wrote the file.
 */
export async function againstUnit(tx: Tx, row: z.infer<typeof unitRow>): Promise<string[]> {
  const { code, level, parent, validFrom, validTo } = row;
  return [
    ...(level === 'commune' && parent === undefined ? ['parent: is missing; a commune belongs to a province'] : []),
    ...(level === 'province' && parent !== undefined ? ['parent: a province has none'] : []),
    ...(await unknownUnit(tx, 'parent', parent)),
    ...wrongEnd(row),
    ...overlaps(await many(tx, unitOverlap, [code, validFrom, validTo])),
  ];
}

export async function againstUnitChange(tx: Tx, { from, to }: z.infer<typeof unitChangeRow>): Promise<string[]> {
  return [...(await unknownUnit(tx, 'from', from)), ...(await unknownUnit(tx, 'to', to))];
}

export async function againstAgency(tx: Tx, row: z.infer<typeof agencyRow>): Promise<string[]> {
  const { code, unit, validFrom, validTo } = row;
  return [
    ...(await unknownUnit(tx, 'unit', unit)),
    ...wrongEnd(row),
    ...overlaps(await many(tx, agencyOverlap, [code, validFrom, validTo])),
  ];
}

/** Whatever else is wrong with a procedure, whom it names can be looked up. */
export async function againstProcedure(
  tx: Tx,
  { agency, field }: { readonly agency?: unknown; readonly field?: unknown },
): Promise<string[]> {
  const unknown = async (named: unknown, known: typeof agencyKnown): Promise<boolean> =>
    typeof named === 'string' && !named.includes('\0') && (await maybe(tx, known, [named])) === null;
  return [
    ...((await unknown(agency, agencyKnown)) ? [`agency: there is no agency ${String(agency)}`] : []),
    ...((await unknown(field, fieldKnown)) ? [`field: there is no field ${String(field)}`] : []),
  ];
}

async function unknownUnit(tx: Tx, name: string, unit: z.infer<typeof unitRow>['parent']): Promise<string[]> {
  if (unit === undefined || (await maybe(tx, unitKnown, [unit.code, unit.validFrom])) !== null) return [];
  return [`${name}: there is no unit ${unit.code} that is valid from ${unit.validFrom}`];
}

const wrongEnd = ({ validFrom, validTo }: { readonly validFrom: string; readonly validTo?: string | undefined }): string[] =>
  validTo !== undefined && validTo < validFrom ? ['validTo: it ends before it begins'] : [];

const overlaps = (others: readonly { readonly valid_from: string; readonly valid_to: string | null }[]): string[] =>
  others.map(
    ({ valid_from, valid_to }) =>
      `validFrom: this code is already valid from ${valid_from}${valid_to === null ? '' : ` to ${valid_to}`}; two of one code cannot hold on one day`,
  );
