import type { TestSystem } from '../../support/system.ts';
import type { Guest } from '../support/guest.ts';
import { signIn, signInWithApp } from '../support/steps.ts';

/** A verified citizen, one who only declared themselves, and the officer of the sample province. */
export const VERIFIED = '001190000022';
export const DECLARED = '001085000011';
export const OFFICER = '089082000201';

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

/** Reloads until the page shows the text: what another process does takes a moment. */
export async function until(guest: Guest, text: string | RegExp): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if ((await guest.tab.getByText(text).count()) > 0) return;
    await guest.tab.waitForTimeout(500);
    await guest.go(guest.tab.url());
  }
  throw new Error(`${guest.tab.url()} never showed ${String(text)}:\n${(await guest.tab.locator('main').innerText()).slice(0, 2000)}`);
}

/** The officer at the page of a case. */
export async function openCase(guest: Guest, system: TestSystem, code: string): Promise<void> {
  await guest.go(`${system.dossier}/queue/${code}`);
  if (guest.tab.url().startsWith(system.identity)) {
    await signInWithApp(guest, OFFICER);
    await guest.arrive(/\/queue\//);
  }
}

/** Opens the form of a move, fills it and sends it. */
export async function move(guest: Guest, to: number, fields: Readonly<Record<string, string>> = {}, reason?: string): Promise<void> {
  const form = `details:has(input[name=to][value="${String(to)}"])`;
  await guest.tab.locator(`${form} > summary`).click();
  if (reason !== undefined) await guest.tab.locator(`${form} select[name=reason]`).selectOption(reason);
  for (const [name, value] of Object.entries(fields)) await guest.tab.locator(`${form} [name="${name}"]`).fill(value);
  await guest.press(`${form} button[type=submit]`);
}

/** From a page that needs somebody to the page itself, with the password only. */
export async function enter(guest: Guest, system: TestSystem, identifier: string): Promise<void> {
  if (!guest.tab.url().startsWith(system.identity)) throw new Error(`nobody was asked to sign in at ${guest.tab.url()}`);
  await signIn(guest, identifier);
}
