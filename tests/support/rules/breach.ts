import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Db } from '#shared/db';

const folder = join(import.meta.dirname, '..', '..', '..', 'migrations', 'rules');

/** Every rule there is: `dossier/append_event`. */
export const ruleNames: readonly string[] = readdirSync(folder, { withFileTypes: true }).flatMap((module) =>
  readdirSync(join(folder, module.name)).map((file) => `${module.name}/${file.replace(/\.sql$/, '')}`),
);

export const rulePath = (name: string): string => join(folder, `${name}.sql`);

/** How a rule is broken by statements of its module's role. */
export interface Breach {
  /** One transaction; what must not be done or seen is done or asked for by the last ones. */
  readonly sql: readonly string[];
  /** Who tries; the module's own role unless it cannot even name the table. */
  readonly as?: 'owner';
  /** The refusal, or what the last statement answers. */
  readonly outcome: RegExp;
  /** Other rules that refuse the same: they are taken away too, so that this one stands alone. */
  readonly beside?: readonly string[];
  /** The rule's text with its judgement taken away; without it, a trigger that lets everything pass and a check that finds nothing. */
  readonly spoilt?: (definition: string) => string;
  /** What comes of the same statements then. */
  readonly otherwise?: RegExp;
}

/**
 * Tries a breach with some rules taken away and undoes it all: the refusal, else the first column of the last row, else 'done'. What is
 * judged at commit is judged at the end.
 */
export async function attempt(admin: Db, rule: string, breach: Breach, without: readonly string[]): Promise<string> {
  const client = await admin.pool.connect();
  try {
    await client.query('BEGIN');
    for (const name of without) await client.query(spoil(await definitionOf(client, name), name === rule ? breach.spoilt : undefined));
    if (breach.as !== 'owner') await client.query(`SET LOCAL ROLE mocua_${rule.split('/')[0] ?? ''}`);
    let said: unknown;
    for (const text of breach.sql) said = Object.values(((await client.query(text)).rows as object[]).at(-1) ?? {})[0];
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return said === undefined || said === '' ? 'done' : String(said);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function definitionOf(client: pg.PoolClient, name: string): Promise<string> {
  const { rows } = await client.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [name.replace('/', '.')]);
  return rows[0]?.text ?? '';
}

/** A function's definition with its judgement taken away. Throws when nothing of it was. */
export function spoil(definition: string, spoilt?: (definition: string) => string): string {
  const changed =
    spoilt?.(definition) ??
    definition.replace(
      /AS \$function\$.*\$function\$/s,
      / RETURNS void/.test(definition)
        ? 'AS $function$ BEGIN RETURN; END $function$'
        : `AS $function$ BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $function$`,
    );
  if (changed === definition) throw new Error(`nothing was taken away from ${definition}`);
  return changed;
}
