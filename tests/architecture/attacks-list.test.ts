import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/attacks.md', root), 'utf8');
const rows = [...page.matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)].map(([, number = '', attack = '', proof = '']) => ({
  number: Number(number),
  attack,
  proof,
}));

/** The proofs of a row: files, each with the texts quoted after it. */
function citations(proof: string): { file: string; titles: string[] }[] {
  return [...proof.matchAll(/`(tests\/[\w./-]+)`((?:[^`])*)/g)].map(([, file = '', after = '']) => ({
    file,
    titles: [...after.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }));
}

test('every known attack has a row, in order', () => {
  expect(rows.map((row) => row.number)).toEqual(Array.from({ length: rows.length }, (_each, at) => at + 1));
  expect(rows.length).toBeGreaterThanOrEqual(61);
});

test('every row names tests that exist, or says why the attack cannot apply', () => {
  for (const row of rows) {
    const cited = citations(row.proof);
    if (cited.length === 0) expect(row.proof, String(row.number)).toMatch(/^Cannot apply: .{20,}/);
    for (const { file, titles } of cited) {
      expect(existsSync(new URL(file, root)), `${String(row.number)}: ${file}`).toBe(true);
      expect(titles.length, `${String(row.number)}: ${file}`).toBeGreaterThan(0);
      const source = readFileSync(new URL(file, root), 'utf8');
      for (const title of titles) {
        const written = ["'", '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
        expect(written, `${String(row.number)}: “${title}” is not in ${file}`).toBe(true);
      }
    }
  }
});
