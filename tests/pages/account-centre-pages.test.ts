import { expect, test } from 'vitest';
import { accountPages } from '#identity/account-centre';
import { identityMessages as messages } from '#identity';
import { languages, withShared } from '#shared/texts';
import { checkSms } from '../../src/shared/notify/sms-text.ts';
import { checkPages } from '../support/pages.ts';

test('every page of the account centre is accessible, complete in both languages and fits 320 px', { timeout: 300_000 }, async () => {
  const wrong = await checkPages({
    pages: accountPages,
    messages: withShared(messages),
    origin: 'identity',
    person: 'Nguyễn Thị Mẫu',
    shots: process.env['SHOTS'],
  });
  expect(wrong).toEqual([]);
});

test('every message about a change fits two SMS segments and has nothing like a link', () => {
  for (const language of languages)
    for (const text of Object.values(messages[language].account.sms)) expect(() => checkSms(text)).not.toThrow();
});
