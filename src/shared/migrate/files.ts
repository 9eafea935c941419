import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const migrationsFolder = join(import.meta.dirname, '..', '..', '..', 'migrations');

/** A file that is applied once. */
export interface MigrationFile {
  /** As recorded: `0001_baseline`, `templates/notification`. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly checksum: string;
  /** Programs that do not know this file cannot work on a database that has it. */
  readonly breaking: boolean;
}

/** The same for the same text, however an editor or Git ends its lines. */
export const digestOf = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');

function readFile(name: string, path: string): MigrationFile {
  const text = readFileSync(path, 'utf8');
  return { name, path, text, checksum: digestOf(text), breaking: /^-- breaking\b/.test(text) };
}

/** The SQL files of a folder in the order of their names; none where there is no folder. */
export function sqlFiles(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names.filter((name) => name.endsWith('.sql')).toSorted();
}

/** The numbered files of a module. */
export function numberedFiles(folder: string, module: string): readonly MigrationFile[] {
  const at = join(folder, module);
  return sqlFiles(at).map((name) => readFile(name.slice(0, -'.sql'.length), join(at, name)));
}

/** The files of a template: `notification.sql`, and what changes it later, `notification.0002_words.sql`, in the order of their numbers. */
export function templateFiles(folder: string, template: string): readonly MigrationFile[] {
  const at = join(folder, 'templates');
  const later = sqlFiles(at).filter((name) => name.startsWith(`${template}.`) && name !== `${template}.sql`);
  return [`${template}.sql`, ...later].map((name) => readFile(`templates/${name.slice(0, -'.sql'.length)}`, join(at, name)));
}
