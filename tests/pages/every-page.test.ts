import { describe, expect, test } from 'vitest';
import { modules } from '../../src/modules.ts';
import { checkPages } from '../support/pages.ts';

const walked = modules.filter(({ pages = [] }) => pages.length > 0);

/** A browser each; they wait for one another more than they compute. Ten times as slow they still come to their end. */
describe.concurrent(
  'every page with every sample is sound and accessible in both languages, on a wide and on a narrow screen:',
  { timeout: 1_800_000 },
  () => {
    test.each(walked)('$name', async ({ name, pages = [], texts }) => {
      if (texts === undefined) throw new Error(`${name} has pages and no texts`);
      const shots = process.env['SHOTS'];
      expect(await checkPages({ pages, messages: texts, origin: name, person: 'Nguyễn Thị Mẫu', shots })).toEqual([]);
    });
  },
);

test('every module that shows something is walked', () => {
  expect(walked.map(({ name }) => name)).toEqual(['identity', 'relying-party', 'catalogue', 'dossier', 'payment', 'sandbox']);
});
