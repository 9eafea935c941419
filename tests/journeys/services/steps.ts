import { expect } from 'vitest';
import type { Guest } from '../support/guest.ts';
import { textsIn } from './combinations.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

export const photo = { name: 'anh.png', mimeType: 'image/png', buffer: PNG };
export const paper = (name: string) => ({ name, mimeType: 'application/pdf', buffer: PDF });

/** Chooses a file in a field and presses the button of its form. */
export async function upload(guest: Guest, field: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await guest.tab.setInputFiles(`[id="${field}"]`, file);
  await guest.press(`form:has([id="${field}"]) button[type=submit]`);
}

export async function choose(guest: Guest, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await guest.tab.check(`[name="${name}"][value="${value}"]`);
}

export async function fillDate(guest: Guest, name: string, date: string): Promise<void> {
  const [year = '', month = '', day = ''] = date.split('-').map((part) => String(Number(part)));
  await guest.fill({ [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year });
}

/** The page's text as it is read, with every run of blanks as one. */
export const read = async (guest: Guest): Promise<string> => oneLine(await guest.tab.locator('main').innerText());
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Reloads until the page shows the text: what another process does takes a moment. */
export async function until(guest: Guest, text: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if ((await read(guest)).includes(oneLine(text))) return;
    await guest.tab.waitForTimeout(500);
    await guest.go(guest.tab.url());
  }
  throw new Error(`${guest.tab.url()} never showed ${text}:\n${(await read(guest)).slice(0, 2000)}`);
}

/** Presses Start where nothing says in which province: nothing is chosen for the person, and they are asked. */
export async function chooseHanoi(guest: Guest): Promise<void> {
  const place = guest.tab.locator('select[name=agency]');
  expect(await place.inputValue()).toBe('');
  await guest.press('form[action="/start"] button[type=submit]');
  expect(await guest.tab.locator('.govuk-error-summary a[href="#agency"]').innerText()).toBe(
    textsIn(guest.language).dossier.start.chooseAgency,
  );
  expect(await place.inputValue()).toBe('');
  await place.selectOption('H26');
}

/** From the page on which a dossier is begun to its draft. Hanoi has been chosen, by the person or by what they are known by. */
export async function begin(guest: Guest): Promise<void> {
  expect(await guest.tab.locator('select[name=agency]').inputValue()).toBe('H26');
  await guest.press('form[action="/start"] button[type=submit]');
  await guest.arrive(/\/drafts\/[0-9a-f-]{36}$/);
}

/** Sends the answers, uploads the one document, reviews, files; answers the dossier's code. */
export async function file(guest: Guest, document: Parameters<typeof upload>[2], field: string): Promise<string> {
  await guest.press('button[name=go][value=next]');
  await guest.arrive(/\/files$/);
  await upload(guest, field, document);
  await guest.press('a[href$="/review"]');
  await guest.press('form[action$="/submit"] button[type=submit]');
  await guest.arrive(/\/dossiers\/H26-/);
  return new URL(guest.tab.url()).pathname.split('/')[2] ?? '';
}

/** Opens the form of an officer's decision, fills it and sends it. */
export async function move(officer: Guest, to: number, given: { reason?: string } & Readonly<Record<string, string>> = {}): Promise<void> {
  const form = officer.tab.locator(`form:has(input[name=to][value="${String(to)}"])`);
  if (!(await form.isVisible())) await officer.tab.locator('details', { has: form }).locator('> summary').click();
  const { reason, ...fields } = given;
  if (reason !== undefined) await form.locator('[name=reason]').selectOption(reason);
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  await officer.press(`form:has(input[name=to][value="${String(to)}"]) button[type=submit]`);
}
