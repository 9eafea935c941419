import { expect, test } from 'vitest';
import { paymentPages, paymentTexts } from '#payment';
import { checkPages } from '../support/pages.ts';

test('every payment page is sound and accessible in both languages, on a wide and on a narrow screen', async () => {
  const shots = process.env['SHOTS'];
  expect(
    await checkPages({
      pages: paymentPages,
      messages: paymentTexts,
      origin: 'payment',
      ...(shots === undefined ? {} : { shots }),
    }),
  ).toEqual([]);
}, 400_000);
