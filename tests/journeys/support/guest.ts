import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page as Tab } from 'playwright-core';
import { identityMessages as messages, type IdentityMessages } from '#identity';
import type { Language } from '#shared/texts';
import { faults, structureFaults } from '../../support/pages.ts';

export interface GuestOptions extends BrowserContextOptions {
  readonly language?: Language;
}

/** A person with a browser of their own. Every page they come to is examined; `found` is what was wrong. */
export interface Guest {
  readonly tab: Tab;
  readonly context: BrowserContext;
  readonly language: Language;
  /** The texts this person reads. */
  readonly t: IdentityMessages;
  go(url: string): Promise<void>;
  /** Presses the button or follows the link of this name or selector (one with an attribute), and waits for the page it leads to. */
  press(what: string): Promise<void>;
  /** Fills fields by name. */
  fill(fields: Readonly<Record<string, string>>): Promise<void>;
  /** Waits for a page whose address matches, and examines it. */
  arrive(at: RegExp): Promise<void>;
  heading(): Promise<string>;
}

/** What all guests of a file have in common: the faults found, and the pages that were examined already. */
export interface Findings {
  readonly found: string[];
  readonly seen: Set<string>;
  /** Whether no journey of this run has met the page before. */
  first(page: string): Promise<boolean>;
  /** A folder for pictures of every page, when somebody wants to look. */
  readonly shots: string | undefined;
  readonly portals: readonly string[];
}

/**
 * Opens a browser context. Looked for on every page: script errors, anything the Content-Security-Policy blocked, answers
 * of 5xx, assets that are missing; and, the first time a page is met, axe, structure and sideways scrolling at its width
 * and at 320 px.
 */
export async function createGuest(browser: Browser, findings: Findings, options: GuestOptions = {}): Promise<Guest> {
  const { language = 'vi', ...rest } = options;
  const context = await browser.newContext({
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...rest,
  });
  const tab = await context.newPage();
  tab.setDefaultTimeout(90_000);
  const wrong = (text: string): void => void findings.found.push(`${new URL(tab.url()).pathname}: ${text}`);
  tab.on('pageerror', (error) => wrong(`script: ${error.message}`));
  tab.on('console', (message) => {
    // The status of answers is judged below: a form with an error is answered with 400, and the browser calls that an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong(`console: ${message.text()}`);
  });
  tab.on('response', (response) => {
    const asset = !['document', 'fetch', 'xhr'].includes(response.request().resourceType());
    if (response.status() >= (asset ? 400 : 500)) wrong(`${String(response.status())} from ${response.url()}`);
  });

  // axe waits for timers, which a browser without scripts does not have.
  const look = rest.javaScriptEnabled === false ? structureFaults : faults;
  const examine = async (): Promise<void> => {
    const errors = (await tab.locator('.govuk-error-summary').count()) > 0 ? 'error' : '';
    // One address shows other parts in another state, and two services name their pages of one thing alike.
    const parts = await tab.locator('h1, main h2').allInnerTexts();
    const section = new URL(tab.url()).pathname.split('/')[1] ?? '';
    const page = [await tab.title(), section, ...parts, errors, String(rest.javaScriptEnabled ?? true)].join('|');
    if (findings.seen.has(page)) return;
    findings.seen.add(page);
    if (!(await findings.first(`${page}|${String(tab.viewportSize()?.width)}`)) && findings.shots === undefined) return;
    // A portal is an agency's own program with its own field names.
    const foreign = findings.portals.includes(new URL(tab.url()).origin);
    const ours = (fault: string): boolean => !(foreign && fault.endsWith('without _csrf'));
    for (const fault of await look(tab)) if (ours(fault)) wrong(fault);
    const width = tab.viewportSize()?.width ?? 1280;
    await shoot(width);
    if (width === 320) return;
    await tab.setViewportSize({ width: 320, height: 800 });
    for (const fault of await structureFaults(tab)) if (ours(fault)) wrong(`320px: ${fault}`);
    await shoot(320);
    await tab.setViewportSize({ width, height: 800 });
  };
  const shoot = async (width: number): Promise<void> => {
    if (findings.shots === undefined) return;
    mkdirSync(findings.shots, { recursive: true });
    const name = `${new URL(tab.url()).port.slice(-1)}${new URL(tab.url()).pathname}-${await tab.title()}`.replaceAll(/[\w-]{36,}/g, '');
    const number = String(findings.seen.size).padStart(3, '0');
    await tab.screenshot({
      path: join(
        findings.shots,
        `${number}-${name
          .normalize('NFD')
          .replaceAll(/[^\w]+/g, '-')
          .slice(0, 90)}-${String(width)}.png`,
      ),
      fullPage: true,
      // A picture is for somebody to look at; a slow one says nothing about the page.
      timeout: 120_000,
    });
  };
  const find = (what: string) =>
    /[[\]]/.test(what)
      ? tab.locator(what).first()
      : tab
          .getByRole('button', { name: what, exact: true })
          .or(tab.getByRole('link', { name: what, exact: true }))
          .first();

  return {
    tab,
    context,
    language,
    t: messages[language] as IdentityMessages,
    async go(url) {
      await tab.goto(url, { waitUntil: 'load' });
      await examine();
    },
    async press(what) {
      await Promise.all([tab.waitForEvent('load'), find(what).click()]);
      // A page that leads on by itself is on its way already.
      await tab.locator('meta[http-equiv="refresh"]').waitFor({ state: 'detached' });
      await tab.waitForLoadState('load');
      await examine();
    },
    async fill(fields) {
      for (const [name, value] of Object.entries(fields)) await tab.locator(`[name="${name}"]:visible`).fill(value);
    },
    async arrive(at) {
      await tab.waitForURL(at, { waitUntil: 'load' });
      await examine();
    },
    heading: () => tab.locator('h1').first().innerText(),
  };
}
