import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { judgeRegistration } from '#identity/clients';
import { examplesOf, onLocalhost } from '../stacks/page.ts';
import { stacks } from '../stacks/stacks.ts';

const guides = new URL('../../docs/guides/stacks/', import.meta.url);
const index = await readFile(new URL('README.md', guides), 'utf8');
const pages = (await readdir(guides)).map((file) => file.replace('.md', '')).filter((name) => name !== 'README');

describe.each(stacks)('$name', (stack) => {
  it('stands on its page with a registration that is accepted as it is, and with every line that is changed for localhost', async () => {
    const examples = await examplesOf(stack.page, stack.folders ?? [stack.name]);
    expect(new Set(examples.map(({ file }) => file)).size, 'no file twice').toBe(examples.length);
    for (const example of examples) expect(() => onLocalhost(example, stack.onLocalhost ?? [])).not.toThrow();
    for (const [file] of stack.onLocalhost ?? []) expect(examples.map((each) => each.file)).toContain(file);

    const registration = JSON.parse(examples.find(({ file }) => file === 'registration.json')?.text ?? '') as Record<string, unknown>;
    const judged = judgeRegistration(registration, { today: '2026-12-01', loopback: false });
    expect(judged.issues).toEqual([]);
    expect(judged.registration.ignored).toEqual([]);
    // What the index says of it is what it does.
    expect('backchannel_logout_uri' in registration).toBe(stack.backchannel);
    expect('post_logout_redirect_uris' in registration || stack.signOut === null).toBe(true);
  });
});

it('every page is run, or says that it is not', async () => {
  for (const page of pages) {
    expect(index, page).toContain(`(${page}.md`);
    const text = await readFile(new URL(`${page}.md`, guides), 'utf8');
    const run = stacks.some((stack) => stack.page === page && !stack.needs.some((need) => ['dotnet', 'composer'].includes(need)));
    expect(/not been run|not run by us/.test(text), page).toBe(!run);
  }
});
