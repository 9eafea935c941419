import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formDefinition, formErrors, formView, validateForm, type FormView } from '#forms';
import { withShared } from '#shared/texts';
import { page, type FieldError } from '#shared/view';
import { bundleForms, formsPath } from '../../scripts/js.ts';
import { launchBrowser } from '../support/browser.ts';
import { checkPages } from '../support/pages.ts';
import { showPages } from '../support/shown-pages.ts';

const form = (file: string, code: string) => {
  const { items } = JSON.parse(readFileSync(new URL(`../../data/catalogue/${file}`, import.meta.url), 'utf8')) as {
    items: { code: string; form: unknown }[];
  };
  return formDefinition.parse(items.findLast((item) => item.code === code)?.form);
};
const today = '2026-11-22';
const licence = form('procedures-driving-licences.json', '3.000347');
const birth = form('procedures-civil-status.json', '1.001193');
const wrong = validateForm(licence, { birthDate: '31/2/1990', phone: '12' }, { today });

const dynamicPage = page<{ readonly form: FormView; readonly errors: readonly FieldError[] }>('dynamic', {
  licence: {
    form: formView(licence, { values: { fullName: 'Nguyễn Văn Thử' }, language: 'vi', today, prefilled: new Set(['fullName']) }),
    errors: [],
  },
  'licence with errors': {
    form: formView(licence, { values: wrong.values, language: 'vi', today, errors: wrong.errors }),
    errors: formErrors(licence, wrong.errors, 'vi'),
  },
  birth: { form: formView(birth, { values: {}, language: 'vi', today }), errors: [] },
});
const showing = {
  pages: [dynamicPage],
  messages: withShared({ vi: { dynamic: { title: 'Tờ khai' } }, en: { dynamic: { title: 'A form' } } }),
  origin: 'dossier',
  folders: [fileURLToPath(new URL('../support/form-pages', import.meta.url))],
};

test('the bundle of the form rules is what the sources say', async () => {
  expect(readFileSync(formsPath, 'utf8')).toBe(await bundleForms());
});

test('the forms are accessible and fit a narrow screen, empty and with errors', async () => {
  expect(await checkPages(showing)).toEqual([]);
}, 300_000);

test('with scripts a wrong answer is named when its field is left, and forgotten when it is put right', async () => {
  const browser = await launchBrowser();
  const { shown, close } = await showPages(showing);
  try {
    const tab = await browser.newPage();
    await tab.goto(`${shown[0]?.url ?? ''}?lang=vi`, { waitUntil: 'networkidle' });
    await tab.fill('#phone', '123');
    await tab.focus('#citizenNumber');
    await expect.poll(() => tab.locator('#phone-error').textContent()).toContain('số di động Việt Nam');
    expect(await tab.getAttribute('#phone', 'aria-describedby')).toContain('phone-error');
    await tab.fill('#phone', '0912345678');
    await tab.focus('#citizenNumber');
    await expect.poll(() => tab.locator('#phone-error').count()).toBe(0);
    await tab.fill('#birthDate-day', '31');
    await tab.fill('#birthDate-month', '2');
    await tab.fill('#birthDate-year', '1990');
    await tab.focus('#phone');
    await expect.poll(() => tab.locator('#birthDate-error').textContent()).toContain('ngày có thật');
  } finally {
    close();
    await browser.close();
  }
});
