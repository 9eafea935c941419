import { createBatch, many, type Db, type Statement } from '#shared/db';

/** Finds a row by its key. */
export type LookUp<Row> = (key: Buffer) => Promise<Row | null>;

/** Keys per statement. */
const MOST = 32;

/** Look-ups that requests make at the same moment, by one statement: `$1` is the list of keys, `place` counts from 1. */
export function lookUp<Row extends { place: number }>(db: Db, statement: Statement<Row>): LookUp<Row> {
  return createBatch({
    most: MOST,
    async together(wanted: readonly Buffer[]) {
      const found = new Map((await many(db, statement, [wanted])).map((row) => [row.place, row]));
      return wanted.map((_, index) => found.get(index + 1) ?? null);
    },
  });
}
