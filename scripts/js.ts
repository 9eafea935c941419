import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** The behaviour that our parts use. The package's own single file has all of it, at 6 kB more over the wire. */
const used = `export { Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, createAll } from 'govuk-frontend';`;

/** Where the bundle is committed. */
export const componentsPath = path('views/assets/govuk-components.js');

/** The used components of govuk-frontend as one small module. */
export async function bundleComponents(): Promise<string> {
  const entry = path('scripts/govuk-components.js');
  const bundle = await rolldown({
    input: entry,
    plugins: [{ name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? used : null) }],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return `/* govuk-frontend, MIT, Crown Copyright (Government Digital Service) */\n${output[0].code}`;
}

/** Where the bundle of the form rules is committed. */
export const formsPath = path('views/assets/forms.js');

/** The rules of forms (src/forms) as one small module, so that a browser judges answers as the server does. */
export async function bundleForms(): Promise<string> {
  const bundle = await rolldown({ input: path('src/forms/browser.ts') });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return `${output[0].code.trimEnd()}\n`;
}

if (import.meta.main) {
  writeFileSync(componentsPath, await bundleComponents());
  writeFileSync(formsPath, await bundleForms());
}
