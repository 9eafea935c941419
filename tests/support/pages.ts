import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page as Tab } from 'playwright-core';
import { languages } from '#shared/texts';
import type { Page } from '#shared/view';
import { launchBrowser } from './browser.ts';
import { axePath, showPages, type Showing } from './shown-pages.ts';

/** An expression: the file's only statement without its semicolon. */
const structureSource = readFileSync(new URL('./page-structure.js', import.meta.url), 'utf8')
  .trimEnd()
  .replace(/;$/, '');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a person's first visit may cost, with fonts and scripts, as it comes over the wire. */
const firstLoadLimit = 100_000;

/**
 * Shows every page with every sample in every language in real Chromium, and returns what is wrong, one line each.
 * Looked for: axe (WCAG 2.2 AA and best practice; at 320 px for a page's first sample) and sideways scrolling at 1280 and 320 px, ids used twice, links of
 * error summaries that lead nowhere, forms without `_csrf`, values that were not there (`undefined`,
 * `[object Object]`), script errors, anything the Content-Security-Policy blocked, and a first load above 100 kB.
 * `heavy` names templates that the limit does not apply to. `shots` is a folder for screenshots, when somebody wants to look.
 */
export async function checkPages(showing: Showing & { shots?: string | undefined; heavy?: readonly string[] }): Promise<readonly string[]> {
  const { shown, close } = await showPages(showing);
  const browser = await launchBrowser();
  if (showing.shots !== undefined) mkdirSync(showing.shots, { recursive: true });
  const wrong: string[] = [];
  try {
    for (const page of new Set(shown.map((one) => one.page))) {
      if (showing.heavy?.includes(page.template) === true) continue;
      const bytes = await firstLoad(browser, shown.find((one) => one.page === page)?.url ?? '');
      if (bytes > firstLoadLimit) wrong.push(`${page.template}: first load of ${String(bytes)} bytes`);
    }
    const tab = await browser.newPage();
    let where = '';
    tab.on('console', (message) => {
      if (message.type() === 'error') wrong.push(`${where}: console: ${message.text()}`);
    });
    tab.on('pageerror', (error) => wrong.push(`${where}: script: ${error.message}`));
    for (const { page, sample, url } of shown) {
      for (const language of languages) {
        where = `${page.template} (${sample}) ${language}`;
        const answer = await tab.goto(`${url}?lang=${language}`, { waitUntil: 'load' });
        if (answer?.status() !== 200) wrong.push(`${where}: status ${String(answer?.status())}`);
        await tab.addScriptTag({ url: axePath });
        for (const width of [1280, 320]) {
          await tab.setViewportSize({ width, height: 800 });
          const look = width === 1280 || sample === firstSample(page) ? faults : structureFaults;
          wrong.push(...(await look(tab, language)).map((fault) => `${where} ${String(width)}px: ${fault}`));
          if (showing.shots !== undefined) {
            const name = `${page.template}-${sample}-${language}-${String(width)}`.replace(/[^\w-]+/g, '-');
            await tab.screenshot({ path: join(showing.shots, `${name}.png`), fullPage: true });
          }
        }
      }
    }
  } finally {
    await browser.close();
    close();
  }
  return wrong;
}

const firstSample = (page: Page<object>): string | undefined => Object.keys(page.samples)[0];

/** The cheap part of `faults`: what a page's own structure shows, without axe. */
export async function structureFaults(tab: Tab, language?: string): Promise<readonly string[]> {
  return (await tab.evaluate(`(${structureSource})(${JSON.stringify(language ?? '')})`)) as string[];
}

/** What is wrong with the page a tab shows now; journeys use it on every page they meet. */
export async function faults(tab: Tab, language?: string): Promise<readonly string[]> {
  const structure = await structureFaults(tab, language);
  // To bring it costs as much as to run it.
  if (!(await tab.evaluate(`'axe' in window`))) await tab.evaluate(axeSource);
  const axe = (await tab.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }).then((result) =>
      result.violations.flatMap((violation) => violation.nodes.map((node) => 'axe ' + violation.id + ': ' + node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))))`,
  )) as string[];
  return [...new Set([...structure, ...axe])];
}

/** Bytes over the wire, headers included, of a first visit with an empty cache. */
async function firstLoad(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'vi' });
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  await session.send('Network.enable');
  await tab.goto(url, { waitUntil: 'networkidle' });
  await context.close();
  return bytes;
}
