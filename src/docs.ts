import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationPage } from '#config';
import { errorsPage } from '#module';
import { cliPage } from './cli/page.ts';
import { modules } from './modules.ts';

/** Writes the pages of `docs/` that are made from the program itself; a test compares each with what is in the repository. */
const docs = join(import.meta.dirname, '..', 'docs');
await writeFile(join(docs, 'configuration.md'), configurationPage(modules));
await writeFile(join(docs, 'cli.md'), cliPage(modules));
await writeFile(join(docs, 'errors.md'), errorsPage(modules));
