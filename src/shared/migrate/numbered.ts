import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import type { Log } from '#shared/log';
import type { MigrationFile } from './files.ts';
import { recordSql } from './record.ts';

/**
 * Runs the numbered files of a module that have not run. Each is one transaction, except a file that says `CONCURRENTLY`, whose statements
 * run one by one; what fails is not recorded.
 */
export async function runNumbered(
  client: pg.Client,
  { module, folder, files, log }: { module: string; folder: string; files: readonly MigrationFile[]; log: Log },
): Promise<void> {
  if (files.length === 0) return;
  const known = new Map(files.map((file) => [file.path, file]));
  await runner({
    dbClient: client,
    dir: join(folder, module),
    ignorePattern: '(\\..*|.*\\.md)',
    direction: 'up',
    migrationsTable: module,
    migrationsSchema: 'migrations',
    singleTransaction: false,
    noLock: true,
    // A newer program's files may have run already.
    checkOrder: false,
    logger: {
      info: (message) => {
        log.debug(message);
      },
      warn: (message) => {
        log.debug(message);
      },
      error: (message) => {
        log.error(message);
      },
    },
    migrationLoaderStrategies: [
      {
        extensions: ['.sql'],
        loader: (paths: string[]) =>
          Promise.resolve(
            paths.map((path) => {
              const file = known.get(path);
              if (file === undefined) throw new Error(`${path} came while the migrations were being read`);
              return {
                id: path,
                filePaths: [path],
                actions: { up: (build: Build) => apply(build, { module, file }), down: false as const },
              };
            }),
          ),
      },
    ],
  });
}

interface Build {
  sql(text: string): void;
  noTransaction(): void;
}

function apply(build: Build, { module, file }: { module: string; file: MigrationFile }): void {
  const concurrent = /^\s*(?!--).*\bCONCURRENTLY\b/im.test(file.text);
  if (concurrent) build.noTransaction();
  // Several statements sent together are one transaction to PostgreSQL, so here they are sent one at a time.
  for (const part of concurrent ? file.text.split(/;[ \t]*$/m) : [file.text]) {
    if (part.replaceAll(/--.*$/gm, '').trim() !== '') build.sql(part);
  }
  build.sql(recordSql(module, file));
}
