import type { Config } from '#config';
import type { Module } from '#module';
import { createDb, type Db } from '#shared/db';

/** Where the modules' data is, by the name of the schema. `primary` is `DATABASE_URL` or the embedded database. */
export type Databases = Readonly<Record<string, string>>;

export const databases = ({ database }: Config, modules: readonly Module[], primary: string): Databases =>
  Object.fromEntries(
    modules.flatMap(({ schema }) => (schema === undefined ? [] : [[schema.name, database.own[schema.name]?.href ?? primary]])),
  );

export interface PoolOptions {
  readonly modules: readonly Module[];
  readonly max: number;
  readonly applicationName: string;
  readonly onStatement?: NonNullable<Parameters<typeof createDb>[0]['onStatement']>;
  readonly onIdleError: (error: Error, schema: string) => void;
}

/** Opens each module's connections on first use, acting as the module's role, and closes them all. */
export function createPools(where: Databases, { modules, max, applicationName, onStatement, onIdleError }: PoolOptions) {
  const pools = new Map<string, Db>();
  return {
    open(schema: string): Db {
      const known = pools.get(schema);
      if (known !== undefined) return known;
      const connectionString = where[schema];
      if (connectionString === undefined) throw new Error(`no module has the schema ${schema}`);
      const db = createDb({
        connectionString,
        role: roleOf(schema),
        // The relying-party kit finds the module's own tables by it.
        searchPath: schema,
        plansOnce: modules.some((module) => module.schema?.name === schema && module.plansOnce === true),
        max,
        applicationName: `${applicationName} ${schema}`,
        ...(onStatement === undefined ? {} : { onStatement }),
        onIdleError: (error) => {
          onIdleError(error, schema);
        },
      });
      pools.set(schema, db);
      return db;
    },
    /** Those that were opened, each with the role it acts as. */
    opened: () => [...pools].map(([schema, db]) => ({ role: roleOf(schema), db })),
    async close(): Promise<void> {
      await Promise.all([...pools.values()].map((db) => db.close()));
    },
  };
}

const roleOf = (schema: string): string => `mocua_${schema}`;
