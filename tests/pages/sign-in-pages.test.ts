import { expect, test } from 'vitest';
import { identityMessages as messages } from '#identity';
import { signInPages } from '#identity/sign-in';
import { languages, withShared } from '#shared/texts';
import { launchBrowser } from '../support/browser.ts';
import { showPages } from '../support/shown-pages.ts';

const showing = { messages: withShared(messages), origin: 'identity' };

test.each([true, false])(
  'registration offers a passkey where scripts run (%s), else says what it needs',
  { timeout: 60_000 },
  async (scripts) => {
    const pages = signInPages.filter(({ template }) => template === 'identity/register-credential');
    const { shown, close } = await showPages({ ...showing, pages });
    const browser = await launchBrowser();
    try {
      const tab = await (await browser.newContext({ javaScriptEnabled: scripts })).newPage();
      for (const language of languages) {
        await tab.goto(`${shown[0]?.url ?? ''}?lang=${language}`);
        const t = messages[language].register;
        const seen = (text: string) => tab.getByText(text, { exact: true }).isVisible();
        for (const text of [t.passkeyLead, t.passkey, t.passkeyHint, t.passwordTitle]) {
          await expect.poll(() => seen(text), { message: text }).toBe(scripts);
        }
        expect(await seen(t.passkeyLater)).toBe(!scripts);
        expect(await tab.locator('#password').isVisible()).toBe(true);
      }
    } finally {
      await browser.close();
      close();
    }
  },
);
