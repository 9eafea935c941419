import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'sass';

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Where the compiled style sheet is committed. */
export const stylesPath = path('views/assets/mot-cua.css');

/** The style sheet as `views/assets/scss/mot-cua.scss` says, minified. */
export function compileStyles(): string {
  const { css } = compile(path('views/assets/scss/mot-cua.scss'), {
    style: 'compressed',
    loadPaths: [path('node_modules/govuk-frontend/dist')],
    quietDeps: true,
  });
  return `${css}\n`;
}

if (import.meta.main) writeFileSync(stylesPath, compileStyles());
