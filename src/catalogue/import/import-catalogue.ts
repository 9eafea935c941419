import type { z } from 'zod';
import type { Clock } from '#shared/clock';
import { run, type Db, type Tx } from '#shared/db';
import { incompleteParts } from './completeness.ts';
import { procedureContent } from './content.ts';
import { againstAgency, againstProcedure, againstUnit, againstUnitChange } from './contradictions.ts';
import { putAgency, putField, putSynonym, putUnit, putUnitChange } from './import-sql.ts';
import { read } from './plain-words.ts';
import { publish, Refusal } from './publish.ts';
import { agencyRow, fieldRow, file as fileSchema, kinds, synonymRow, unitChangeRow, unitRow, type Kind } from './rows.ts';

export interface CatalogueFile {
  readonly name: string;
  /** JSON: `{ "kind": "procedures", "items": […] }`. */
  readonly text: string;
}

export interface Rejected {
  readonly file: string;
  /** Counted from 1; 0 when the file as a whole is meant. */
  readonly row: number;
  /** What the row calls itself by; null when it has no code, and for a file as a whole. */
  readonly code: string | null;
  readonly reasons: readonly string[];
}

export interface ImportReport {
  /** Rows that are in the catalogue now, whether they are new or were there already. */
  readonly accepted: number;
  /** Of those, procedure versions that had been published before with the same content. */
  readonly unchanged: number;
  readonly rejected: readonly Rejected[];
}

type Outcome = 'stored' | 'unchanged';
type Importer = (tx: Tx, item: unknown, clock: Clock) => Promise<Outcome>;

const importer =
  <Row>(
    schema: z.ZodType<Row>,
    against: (tx: Tx, row: Row) => Promise<readonly string[]>,
    store: (tx: Tx, row: Row, clock: Clock) => Promise<Outcome>,
  ): Importer =>
  async (tx, item, clock) => {
    const found = read(schema, item, 'row');
    if ('faults' in found) throw new Refusal(...found.faults);
    const faults = await against(tx, found.row);
    if (faults.length > 0) throw new Refusal(...faults);
    return store(tx, found.row, clock);
  };
const nothing = async (): Promise<readonly string[]> => [];

const importers: Readonly<Record<Kind, Importer>> = {
  fields: importer(fieldRow, nothing, async (tx, row) => {
    await run(tx, putField, [row.code, row.name.vi, row.name.en]);
    return 'stored';
  }),
  units: importer(unitRow, againstUnit, async (tx, row) => {
    const { code, validFrom, validTo, level, kind, name, parent, unconfirmed } = row;
    await run(tx, putUnit, [code, validFrom, validTo, level, kind, name.vi, name.en, parent?.code, parent?.validFrom, unconfirmed]);
    return 'stored';
  }),
  'unit-changes': importer(unitChangeRow, againstUnitChange, async (tx, { from, to, legalBasis }) => {
    await run(tx, putUnitChange, [from.code, from.validFrom, to.code, to.validFrom, legalBasis]);
    return 'stored';
  }),
  agencies: importer(agencyRow, againstAgency, async (tx, row) => {
    const { code, validFrom, validTo, kind, name, unit, successor, unconfirmed } = row;
    await run(tx, putAgency, [code, validFrom, validTo, kind, name.vi, name.en, unit?.code, unit?.validFrom, successor, unconfirmed]);
    return 'stored';
  }),
  synonyms: importer(synonymRow, nothing, async (tx, row) => {
    await run(tx, putSynonym, [row.phrase, row.meaning]);
    return 'stored';
  }),
  async procedures(tx, item, clock) {
    const found = read(procedureContent, item, 'row');
    const named = typeof item === 'object' && item !== null ? item : {};
    const faults = [...('faults' in found ? found.faults : incompleteParts(found.row)), ...(await againstProcedure(tx, named))];
    if ('faults' in found || faults.length > 0) throw new Refusal(...faults);
    return (await publish(tx, found.row, clock)) === 'published' ? 'stored' : 'unchanged';
  },
};

/** Runs the work of one row so that either all of it stays or nothing. */
type Attempt = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Takes files into the catalogue, row by row: each row is a transaction of its own, so one that is refused stops no
 * other, and its reasons are in the report. Safe to repeat and to run in several processes at once.
 */
export const importCatalogue = (db: Db, files: readonly CatalogueFile[], clock: Clock): Promise<ImportReport> =>
  importRows((work) => db.transaction(work), files, clock);

/** The report that an import would give now; afterwards nothing has changed. */
export async function rehearseImport(db: Db, files: readonly CatalogueFile[], clock: Clock): Promise<ImportReport> {
  const rehearsed = new Rehearsed();
  try {
    return await db.transaction(async (tx) => {
      rehearsed.report = await importRows((work) => inSavepoint(tx, work), files, clock);
      throw rehearsed;
    });
  } catch (error) {
    if (error === rehearsed && rehearsed.report !== undefined) return rehearsed.report;
    throw error;
  }
}

/** Thrown at the end of a rehearsal, since that is how a transaction is undone. */
class Rehearsed extends Error {
  report: ImportReport | undefined;
}

async function inSavepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await tx.query('SAVEPOINT row');
  try {
    const result = await work(tx);
    await tx.query('RELEASE SAVEPOINT row');
    return result;
  } catch (error) {
    await tx.query('ROLLBACK TO SAVEPOINT row');
    throw error;
  }
}

async function importRows(attempt: Attempt, files: readonly CatalogueFile[], clock: Clock): Promise<ImportReport> {
  const rejected: Rejected[] = [];
  const readable = files.flatMap(({ name, text }) => {
    const content = parse(text);
    if ('kind' in content) return [{ name, ...content }];
    rejected.push({ file: name, row: 0, code: null, reasons: content });
    return [];
  });
  let accepted = 0;
  let unchanged = 0;
  for (const kind of kinds) {
    for (const { name, items } of readable.filter((each) => each.kind === kind)) {
      for (const [index, item] of items.entries()) {
        try {
          const outcome = await attempt((tx) => importers[kind](tx, item, clock));
          accepted += 1;
          if (outcome === 'unchanged') unchanged += 1;
        } catch (error) {
          rejected.push({ file: name, row: index + 1, code: codeOf(item), reasons: reasonsOf(error) });
        }
      }
    }
  }
  return { accepted, unchanged, rejected };
}

function parse(text: string): z.infer<typeof fileSchema> | readonly string[] {
  try {
    const found = read(fileSchema, JSON.parse(text), 'file');
    return 'row' in found ? found.row : found.faults;
  } catch (error) {
    return [`the file is not JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function codeOf(item: unknown): string | null {
  const code = typeof item === 'object' && item !== null && 'code' in item ? item.code : null;
  return typeof code === 'string' ? code : null;
}

/**
 * What the database's own rules refuse (SQLSTATE class 23) is the row's fault; anything else is ours and is thrown. Its triggers say
 * why (23000); of its constraints only those are left that another import has run into at the same moment.
 */
function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof Refusal) return error.reasons;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('23'))
    return [error.code === '23000' ? error.message : 'it contradicts what another import has just stored; import it again'];
  throw error;
}
