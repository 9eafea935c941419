import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Host } from '#module';
import { CommandFailed, type Command } from '#module/command';
import { importCatalogue, rehearseImport, type CatalogueFile } from './import/import-catalogue.ts';

const rules = `Each file is JSON, \`{ "kind": "procedures", "items": [ … ] }\`; kinds are \`fields\`, \`units\`, \`unit-changes\`, \`agencies\`, \`synonyms\` and
\`procedures\`, and files are taken in that order, whatever the order in which they are named. Each row stands alone: what is in order is
taken, and what is not is in the report with its file, its place in it (from 1; 0 for a file that cannot be read at all), its code and
every reason. The exit code is then 1. Put the rejected rows right and import the same files again: rows that are there already are
accepted again, and of those \`unchanged\` counts the versions of procedures that were published before with the same content. A version
that is published never changes; give a change a new version and the day
from which it holds. \`--dry-run\` gives the report that an import would give now and changes nothing.

Each field that is wrong is one reason; the text shows five of a row, \`--json\` all. The answer has \`dry_run\`, \`files\`, \`accepted\`,
\`unchanged\` and \`rejected\`, a list of \`file\`, \`row\`, \`code\` and \`reasons\`.`;

/** As many reasons of a row as somebody puts right in one go. */
const SHOWN = 5;

export const importCommand: Command<Host> = {
  name: 'catalogue import',
  usage: '<FILE>... [--dry-run]',
  about: 'Takes procedures, agencies, units, fields or everyday words into the catalogue and reports every row it rejects.',
  more: rules,
  flags: ['dry-run'],
  example: 'npm run -s cli -- catalogue import data/catalogue/procedures-courts.json --dry-run',
  async run({ host, arguments: paths, options }) {
    const files = await Promise.all(paths.map(read));
    const rehearsal = options['dry-run'] === true;
    const report = await (rehearsal ? rehearseImport : importCatalogue)(host.db(), files, host.clock);
    const { accepted, unchanged, rejected } = report;
    if (!rehearsal) {
      const detail = { files: files.map(({ name }) => name), accepted, unchanged, rejected: rejected.length };
      await (await host.offered('audit')).record({ type: 'catalogue.imported', detail });
    }
    return {
      json: { dry_run: rehearsal, files: files.length, accepted, unchanged, rejected },
      text: [
        `${accepted} rows ${rehearsal ? 'would be accepted' : 'accepted'}, ${unchanged} of them unchanged; ${rejected.length} rejected`,
        ...rejected.flatMap(({ file, row, code, reasons }) => [
          `${file}${row === 0 ? '' : `, row ${row}`}${code === null ? '' : ` (${code})`}:`,
          ...reasons.slice(0, SHOWN).map((reason) => `  ${reason}`),
          ...(reasons.length > SHOWN ? [`  and ${reasons.length - SHOWN} more`] : []),
        ]),
      ].join('\n'),
      incomplete: rejected.length > 0,
    };
  },
};

async function read(path: string): Promise<CatalogueFile> {
  try {
    return { name: basename(path), text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new CommandFailed(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
