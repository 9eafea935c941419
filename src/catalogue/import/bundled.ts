import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueFile } from './import-catalogue.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'data', 'catalogue');

/** The files that come with the program, in the order of their names. */
export async function bundledFiles(): Promise<CatalogueFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}
