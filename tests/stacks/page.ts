import { readFile } from 'node:fs/promises';

/** What an example stands for here: the addresses, the secret and the port of this run. */
export interface Actual {
  readonly issuer: string;
  readonly portal: string;
  readonly port: number;
  readonly secret: string;
  /** The client_id of the page, and of this run. */
  readonly client: readonly [string, string];
}

/** The file of an example: on the page it is a code block whose first line names it, as in "```js folder/portal.mjs". */
export interface Example {
  readonly file: string;
  readonly text: string;
}

const page = (name: string): URL => new URL(`../../docs/guides/stacks/${name}.md`, import.meta.url);

/** The files of one folder of a page, as they stand there. What an engineer copies and what is run are the same text. */
export async function examplesOf(name: string, folders: readonly string[]): Promise<readonly Example[]> {
  const text = await readFile(page(name), 'utf8');
  return [...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].flatMap(([, path = '', block = '']) => {
    const [folder = '', ...rest] = path.split('/');
    return folders.includes(folder) ? [{ file: rest.join('/'), text: block }] : [];
  });
}

/** The example with this run's addresses in place of those of the page, and nothing else changed. */
export function actual({ text }: Example, { issuer, portal, port, secret, client }: Actual): string {
  return text
    .replaceAll('https://sso.example.gov.vn', issuer)
    .replaceAll('sso.example.gov.vn', new URL(issuer).host)
    .replaceAll('https://portal.example.gov.vn', portal)
    .replaceAll(encodeURIComponent('https://portal.example.gov.vn'), encodeURIComponent(portal))
    .replaceAll('portal.example.gov.vn', new URL(portal).host)
    .replaceAll('the-client-secret', secret)
    .replaceAll(client[0], client[1])
    .replaceAll('8080', String(port));
}

/** Changes what the page has for https into what http on localhost needs. A text that is not there any more is an error. */
export function onLocalhost(example: Example, changes: readonly (readonly [string, string, string])[]): Example {
  let { text } = example;
  for (const [file, from, to] of changes) {
    if (file !== example.file) continue;
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from} any more`);
    text = text.replace(from, to);
  }
  return { ...example, text };
}
