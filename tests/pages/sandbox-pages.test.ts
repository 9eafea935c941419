import { expect, test } from 'vitest';
import { sandboxMessages, sandboxPages } from '#sandbox';
import { withShared } from '#shared/texts';
import { checkPages } from '../support/pages.ts';

test('every sandbox page is sound and accessible in both languages, on a wide and on a narrow screen', async () => {
  expect(await checkPages({ pages: sandboxPages, messages: withShared(sandboxMessages), origin: 'sandbox' })).toEqual([]);
});
