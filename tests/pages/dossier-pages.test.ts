import { expect, test } from 'vitest';
import { dossierPages, dossierTexts } from '#dossier';
import { checkPages } from '../support/pages.ts';

test('every dossier page is sound and accessible in both languages, on a wide and on a narrow screen', async () => {
  expect(
    await checkPages({
      pages: dossierPages,
      messages: dossierTexts,
      origin: 'dossier',
      person: 'Nguyễn Thị Mẫu',
      shots: process.env['SHOTS'],
    }),
  ).toEqual([]);
});
