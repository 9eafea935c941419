import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modules } from '../../src/modules.ts';
import { launchBrowser } from '../support/browser.ts';
import { checkPages } from '../support/pages.ts';

const walked = modules.filter(({ pages = [] }) => pages.length > 0);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A tab each, a few at once: a tab waits for its browser more than it computes. Ten times as slow they still come to their end. */
describe.concurrent(
  'every page with every sample is sound and accessible in both languages, on a wide and on a narrow screen:',
  { timeout: 1_800_000 },
  () => {
    test.each(walked)('$name', async ({ name, pages = [], texts }) => {
      if (texts === undefined) throw new Error(`${name} has pages and no texts`);
      const shots = process.env['SHOTS'];
      expect(await checkPages({ pages, messages: texts, origin: name, person: 'Nguyễn Thị Mẫu', shots, browser })).toEqual([]);
    });
  },
);

test('every module that shows something is walked', () => {
  expect(walked.map(({ name }) => name)).toEqual(['identity', 'relying-party', 'catalogue', 'dossier', 'payment', 'sandbox']);
});
