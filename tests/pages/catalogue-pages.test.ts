import { expect, test } from 'vitest';
import { cataloguePages, catalogueTexts } from '#catalogue';
import { checkPages } from '../support/pages.ts';

test('every page of the catalogue is sound and accessible in both languages, on a wide and on a narrow screen', async () => {
  expect(await checkPages({ pages: cataloguePages, messages: catalogueTexts, origin: 'catalogue' })).toEqual([]);
}, 300_000);
