import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messages } from '../../../src/dossier/messages.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { birth, people, startDossier, type Client, type TestDossier } from '../../support/dossier.ts';

/** As in the catalogue: one ministry's procedure that every province's police decides. */
const everywhere = {
  ...birth,
  code: '3.000001',
  agency: { code: 'G01', name: { vi: 'Bộ Công an', en: 'Ministry of Public Security' } },
  authority: { vi: 'Phòng Cảnh sát giao thông, Công an {place}', en: 'Traffic Police Division, Public Security of {place}' },
};
const committee = (code: string, unit: string, vi: string, en: string) => ({
  code,
  kind: 'province',
  name: { vi: `Ủy ban nhân dân ${vi}`, en: `People’s Committee of ${en}` },
  unit: { code: unit, validFrom: '2025-07-01' },
});
const places = [
  ['H57', '46', 'Huế', 'Hue'],
  ['H26', '01', 'Hà Nội', 'Hanoi'],
] as const;

let database: TestDatabase;
let dossier: TestDossier;
let lan: Client;
let minh: Client;
let officer: Client;

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_dossier' });
  dossier = await startDossier(database);
  lan = dossier.as(people.lan);
  minh = dossier.as(people.minh);
  officer = dossier.as(people.officer);
  const { answers } = dossier.catalogue;
  answers.set(everywhere.code, everywhere);
  answers.set('agencies', {
    items: [
      ...places.map(([code, unit, vi, en]) => committee(code, unit, vi, en)),
      { code: 'G01', kind: 'ministry', name: everywhere.agency.name, unit: null },
    ],
  });
  answers.set('units', { items: places.map(([, code, vi, en]) => ({ code, name: { vi, en } })) });
});
afterAll(async () => {
  await dossier.stop();
  await database.close();
});
beforeEach(() => {
  dossier.catalogue.up = true;
});

const start = `/start?procedure=${everywhere.code}`;
const options = (html: string): string[] => [...html.matchAll(/<option value="(H\d\d)"/g)].map(([, code]) => code ?? '');
const chosen = (html: string): string | undefined => /<option value="(H\d\d)" selected/.exec(html)?.[1];
const texts = messages.vi.dossier.start;
const begin = (agency?: string) => lan.post('/start', { procedure: everywhere.code, ...(agency === undefined ? {} : { agency }) });

describe('who receives a dossier', () => {
  it('is not guessed while the catalogue was never reached', async () => {
    const { answers } = dossier.catalogue;
    const agencies = answers.get('agencies') ?? {};
    answers.delete('agencies');
    expect([(await lan.get(start)).status, (await begin()).status]).toEqual([503, 503]);
    answers.set('agencies', agencies);
  });

  it('is one of the places of today, in the order of their names, and its authority is the catalogue’s', async () => {
    const page = await lan.get(start);
    expect(options(page.text)).toEqual(['H26', 'H57']);
    expect(page.text).toContain('Phòng Cảnh sát giao thông, Công an tỉnh, thành phố quý vị chọn');
  });

  it('is nobody until the person says so, not even after the form was sent', async () => {
    const before = await lan.get(start);
    expect(chosen(before.text)).toBeUndefined();
    const refused = await begin();
    expect([refused.status, chosen(refused.text)]).toEqual([422, undefined]);
    expect(refused.text).toContain('href="#agency"');
  });

  it('is proposed by the link from the procedure’s page, where it was chosen', async () => {
    const page = await lan.get(`${start}&agency=H57`);
    expect([chosen(page.text), page.text.includes(texts.proposed.link)]).toEqual(['H57', true]);
    for (const agency of ['H99', 'G01', 'x'.repeat(40)]) expect(chosen((await lan.get(`${start}&agency=${agency}`)).text)).toBeUndefined();
  });

  it('is proposed by the address of the account', async () => {
    const page = await minh.get(start);
    expect([chosen(page.text), page.text.includes(texts.proposed.address)]).toEqual(['H57', true]);
  });

  it.each(['', 'G01', 'H99', "H26' OR 1=1"])('is not %j, which is no such place', async (agency) => {
    expect((await begin(agency)).status).toBe(422);
  });

  it('is called by the same name at every step, in the person’s language, with the code it is filed under', async () => {
    const draft = (await begin('H57')).location ?? '';
    const name = 'Phòng Cảnh sát giao thông, Công an Huế';
    expect((await lan.get(draft)).text).toContain(name);
    expect((await lan.get(`${draft}?lang=en`)).text).toContain('Traffic Police Division, Public Security of Hue');
    const version = /name="version" value="(\d+)"/.exec((await lan.get(draft)).text)?.[1] ?? '';
    await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version, go: 'next' });
    expect((await lan.get(`${draft}/review`)).text).toContain(name);
    const { location } = await lan.post(`${draft}/submit`);
    expect(location).toMatch(/^\/dossiers\/H57-/);
    expect((await lan.get(location ?? '')).text).toContain(`${name} (mã H57)`);
    expect((await lan.get(`${location ?? ''}/forms/1`)).text).toContain(`${name} (mã H57)`);
  });

  it('is proposed by where the person last chose to file, and not by where there was nothing to choose', async () => {
    const draft = (await lan.post('/start', { procedure: birth.code })).location ?? '';
    await lan.post(draft, { fullName: 'Nguyễn Thị Lan', licenceNumber: '790123456789', version: '1', go: 'next' });
    expect((await lan.post(`${draft}/submit`)).location).toMatch(/^\/dossiers\/H26-/);
    const page = await lan.get(start);
    expect([chosen(page.text), page.text.includes(texts.proposed.before)]).toEqual(['H57', true]);
    expect(chosen((await lan.get(`${start}&agency=H26`)).text)).toBe('H26');
    expect(chosen((await officer.get(start)).text)).toBeUndefined();
  });

  it('can be chosen with the catalogue away, from what it said last', async () => {
    dossier.catalogue.up = false;
    dossier.clock.advance(3600);
    expect(options((await lan.get(start)).text)).toEqual(['H26', 'H57']);
    expect((await begin('H57')).status).toBe(303);
  });

  it('is no longer a place that the catalogue has dropped', async () => {
    const { answers } = dossier.catalogue;
    answers.set('agencies', { items: [committee('H26', '01', 'Hà Nội', 'Hanoi')] });
    for (const up of [true, false]) {
      dossier.catalogue.up = up;
      dossier.clock.advance(3600);
      expect([up, options((await lan.get(start)).text)]).toEqual([up, ['H26']]);
      expect([up, (await begin('H57')).status]).toEqual([up, 422]);
    }
  });
});

describe('the navigation', () => {
  const items = (html: string): string[] =>
    [...(/<nav class="mc-navigation"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '').matchAll(/href="([^"?]+)/g)].map(([, href]) => href ?? '');
  it('is on every page, also where there is none, for somebody who is not signed in', async () => {
    const nobody = dossier.as(null);
    for (const path of ['/', '/lookup', '/nothing'])
      expect([path, items((await nobody.get(path)).text)]).toEqual([path, ['/lookup', '/sign-in/start']]);
  });
  it('leads officers to their queue from everywhere, and citizens never', async () => {
    for (const path of ['/dossiers', '/inbox', '/lookup', start, '/queue']) {
      expect([path, items((await officer.get(path)).text).includes('/queue')]).toEqual([path, true]);
      expect([path, items((await lan.get(path)).text).includes('/queue')]).toEqual([path, false]);
    }
    expect((await officer.get('/queue')).text).toContain('Ủy ban nhân dân Hà Nội (H26)');
  });
});
