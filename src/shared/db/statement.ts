import type { z } from 'zod';

/**
 * A static, named SQL statement with the schema of the row it returns.
 *
 * The text is a constant: nothing is ever interpolated into it. `name` makes it a prepared statement on every
 * connection, so it must be unique in the program; the integration test `statements` prepares each one against the
 * migrated database and compares its columns with `row`.
 */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  readonly row: z.ZodType<Row>;
}

export function statement<Row>(name: string, text: string, row: z.ZodType<Row>): Statement<Row> {
  return Object.freeze({ name, text, row });
}

/** A name of ours that may be put into a text: lower-case letters and underscores. Throws for anything else. */
export function plainName(name: string): string {
  if (!/^[a-z][a-z_]{0,50}$/.test(name)) throw new Error(`${JSON.stringify(name)} is no plain name for the database`);
  return name;
}
