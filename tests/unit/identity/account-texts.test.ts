import { expect, test } from 'vitest';
import { identityMessages as messages } from '#identity';
import { languages } from '#shared/texts';
import { checkSms } from '../../../src/shared/notify/sms-text.ts';

test('every message about a change fits two SMS segments and has nothing like a link', () => {
  for (const language of languages)
    for (const text of Object.values(messages[language].account.sms)) expect(() => checkSms(text)).not.toThrow();
});
