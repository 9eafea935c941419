import { expect, test } from 'vitest';
import { messages } from '#identity/messages';
import { signInPages } from '#identity/sign-in';
import { withShared } from '#shared/messages';
import { checkPages } from '../support/pages.ts';

test('every sign-in page with every sample is accessible, small and fits 320 px in both languages', { timeout: 300_000 }, async () => {
  const wrong = await checkPages({ pages: signInPages, messages: withShared(messages), origin: 'identity' });
  expect(wrong).toEqual([]);
});
