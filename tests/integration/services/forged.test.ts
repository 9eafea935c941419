import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belongings } from '../../support/service-walk/belongings.ts';
import { createCaller, signInEverywhere, type Sent } from '../../support/service-walk/caller.ts';
import { filing } from '../../support/service-walk/filing.ts';
import { accounts, makeStaff, operate } from '../../support/service-walk/people.ts';
import type { Row } from '../../support/service-walk/row.ts';
import { expectedOf, nameOf, services, type Service } from '../../support/service-walk/tables.ts';
import type { Things } from '../../support/service-walk/things.ts';
import { startWorld, type World } from '../../support/service-walk/world.ts';

/** The catalogue has nothing that is anybody's. */
const guarded = services.filter((service) => service !== 'catalogue');

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const sentOf = (service: Service, name: string, row: Row, things = world.things): Sent => ({
  method: name.split(' ')[0] ?? '',
  url: world.system.at(service) + row.at(things),
  body: row.body?.(things),
});
const unchanged = async (about: string, before: string): Promise<void> =>
  expect(await belongings(world.database, world.things), `${about} changed something`).toBe(before);

describe('a form sent by another site', () => {
  it.each(guarded)('is refused by every route of %s that changes something', async (service) => {
    const { owner, other } = world.callers;
    const unsafe = world.routesOf(service).filter(({ method, surface }) => method !== 'GET' && surface !== 'api');
    expect(unsafe.length).toBeGreaterThan(4);
    const origin = world.system.at(service);
    const [good, foreign] = [await owner.token(origin), await other.token(origin)];
    const before = await belongings(world.database, world.things);
    for (const definition of unsafe) {
      const name = nameOf(definition);
      // What the owner is allowed to do, or anybody with the link: nothing but the forgery is wrong.
      const rows = expectedOf(service)[name] ?? [];
      const row = rows.find(({ answers }) => answers[4] === '303') ?? (rows.at(-1) as Row);
      const sent = sentOf(service, name, row);
      const with_ = (_csrf: string): Sent => {
        const body = sent.body !== undefined && 'form' in sent.body ? { form: { ...sent.body.form, _csrf } } : sent.body;
        return { ...sent, body, csrf: false };
      };
      const forged: readonly [string, Sent][] = [
        ['no token', { ...sent, csrf: false }],
        ['an empty token', with_('')],
        ['another person’s token', with_(foreign)],
        ['a token cut short', with_(good.slice(0, -4))],
        ['another origin', { ...sent, headers: { origin: 'https://evil.example' } }],
        ['a neighbouring origin', { ...sent, headers: { origin: world.system.sandbox } }],
        ['origin null', { ...sent, headers: { origin: 'null' } }],
        ['a cross-site fetch', { ...sent, headers: { 'sec-fetch-site': 'cross-site' } }],
        ['a same-site fetch', { ...sent, headers: { 'sec-fetch-site': 'same-site' } }],
        [
          'a cookie of somebody else’s making',
          { ...sent, headers: { cookie: `${owner.cookie(origin).replace(/(\w+_csrf)=[^;]+/g, '$1=AAAAAAAAAAAAAAAAAAAAAA')}` } },
        ],
      ];
      for (const [how, request] of forged) expect([name, how, (await owner.send(request)).status]).toEqual([name, how, 403]);
      const typed = await owner.send({ ...sent, headers: { 'content-type': 'text/plain' } });
      // Whoever may not call is told that, before anybody looks at what they sent.
      expect([name, typed.status]).toEqual([name, row.answers[4] === '403' ? 403 : 415]);
    }
    await unchanged('a forged form', before);
  });

  it('opens no API with a cookie, and no page to scripts of another origin', async () => {
    const { owner } = world.callers;
    for (const service of services) {
      for (const definition of world.routesOf(service)) {
        if (definition.method !== 'GET' || definition.path.includes(':')) continue;
        const answer = await owner.send({
          method: 'GET',
          url: world.system.at(service) + definition.path,
          headers: { origin: 'https://evil.example' },
        });
        const open = service === 'catalogue' && definition.surface === 'api';
        expect([service, definition.path, answer.headers.get('access-control-allow-origin')]).toEqual([
          service,
          definition.path,
          open ? '*' : null,
        ]);
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      }
    }
  });
});

/** The owner's things with every id and link a little off: what somebody gets by counting, cutting and trying. */
function guesses(things: Things): Things[] {
  const alter = (change: (text: string) => string): Things =>
    Object.fromEntries(
      Object.entries(things).map(([key, value]) => [key, typeof value === 'string' ? change(value) : value]),
    ) as unknown as Things;
  const next = (text: string): string =>
    text.slice(0, -1) + (text.endsWith('1') ? '2' : text.endsWith('9') || /[a-zA-Z]$/.test(text) ? '1' : '9');
  return [
    alter(next),
    alter((text) => text.slice(0, -1)),
    alter((text) => `${text}0`),
    alter(() => '00000000-0000-0000-0000-000000000000'),
    alter((text) => `${text}%00`),
    alter((text) => `../${text}`),
    alter((text) => `%2e%2e%2f${text}`),
    alter((text) => `${text}%20OR%201=1`),
    alter(() => '%25'),
  ];
}

describe('guessing', () => {
  it.each(guarded)('ids, codes and links of %s finds nothing of anybody, for a citizen or another agency’s officer', async (service) => {
    for (const [name, rows] of Object.entries(expectedOf(service))) {
      if (!name.startsWith('GET')) continue;
      for (const row of rows) {
        for (const guess of guesses(world.things)) {
          if (row.at(guess) === row.at(world.things) || row.at(guess).startsWith('/lookup')) continue;
          const sent = sentOf(service, name, row, guess);
          for (const who of ['other', 'outsider'] as const) {
            const answer = await world.callers[who].send(sent);
            expect([sent.url, who, answer.status >= 400 && answer.status < 500]).toEqual([sent.url, who, true]);
            const said = decodeURIComponent(sent.url.replaceAll('%25', ''));
            expect([sent.url, world.things.secret.filter((text) => answer.seen.includes(text) && !said.includes(text))]).toEqual([
              sent.url,
              [],
            ]);
          }
        }
      }
    }
  });

  it('one’s own draft is no way to another person’s file', async () => {
    const { system, things, callers } = world;
    const other = filing(system, callers.other);
    const draft = await other.draft('1.001193');
    const before = await belongings(world.database, things);
    expect((await other.post(`/drafts/${draft}/remove-file`, { form: { file: things.draftFile } })).status).toBe(303);
    await unchanged('removing by another draft', before);
    expect((await callers.owner.send({ method: 'GET', url: `${system.dossier}/files/${things.draftFile}` })).status).toBe(200);
  });

  it('HEAD and methods nobody declared tell and change nothing', async () => {
    const { other } = world.callers;
    const before = await belongings(world.database, world.things);
    for (const service of guarded) {
      const declared = new Set(world.routesOf(service).map(nameOf));
      for (const [name, [row]] of Object.entries(expectedOf(service))) {
        if (row === undefined) continue;
        const [, path = ''] = name.split(' ');
        for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
          if (declared.has(`${method} ${path}`)) continue;
          const { status, text } = await other.send({ method, url: world.system.at(service) + row.at(world.things) });
          if (method !== 'HEAD' || !declared.has(`GET ${path}`)) expect([method, name, status]).toEqual([method, name, 405]);
          else expect([method, name, text, status < 500]).toEqual([method, name, '', true]);
        }
      }
    }
    await unchanged('another method', before);
  });
});

describe('being staff', () => {
  it('needs a verified identity: whoever only says so sees no queue and no dossier', async () => {
    const { system, database, things } = world;
    await makeStaff(system, { citizenNumber: accounts.impostor.citizenNumber, agency: 'H26' });
    const impostor = createCaller('impostor', system);
    await signInEverywhere(impostor, system, accounts.impostor);
    const get = (path: string) => impostor.send({ method: 'GET', url: system.dossier + path });
    const before = await belongings(database, things);
    for (const path of ['/queue', `/queue/${things.paid}`]) {
      const answer = await get(path);
      expect([path, answer.status, answer.location]).toEqual([path, 303, expect.stringContaining('acr=LoA2')]);
    }
    for (const path of [`/dossiers/${things.paid}/forms/1`, `/files/${things.paidFile}`])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    const decide = { method: 'POST', url: `${system.dossier}/queue/${things.paid}/decision`, body: { form: { seq: '3', to: '2' } } };
    const refused = await impostor.send(decide);
    expect([refused.status, refused.location]).toEqual([303, expect.stringContaining('acr=LoA2')]);
    await unchanged('an impostor', before);
  });

  it('ends with the next page when an operator takes it away, and begins again when it is given back', async () => {
    const { system, callers } = world;
    const queue = async (): Promise<number> => (await callers.outsider.send({ method: 'GET', url: `${system.dossier}/queue` })).status;
    const { citizenNumber } = accounts.outsider;
    expect(await queue()).toBe(200);
    await operate(system, ['staff', 'remove', citizenNumber, '--agency', 'H27']);
    expect(await queue()).toBe(403);
    await makeStaff(system, { citizenNumber, agency: 'H27' });
    expect(await queue()).toBe(200);
  });
});

describe('what is not for citizens', () => {
  it('is answered to the operator’s own network alone, without anybody’s data', async () => {
    for (const service of services) {
      const url = `${world.system.at(service)}/metrics`;
      expect((await world.callers.owner.send({ method: 'GET', url })).status).toBe(404);
      const text = await (await fetch(url)).text();
      expect(text).toContain('# HELP');
      for (const secret of world.things.secret) expect([service, text.includes(secret)]).toEqual([service, false]);
    }
  });
});

describe('signing out', () => {
  it('ends one’s own session for good, and nobody else’s', async () => {
    const { system, callers } = world;
    for (const [service, path] of [
      ['dossier', '/dossiers'],
      ['payment', '/my'],
    ] as const) {
      const url = system.at(service) + path;
      const stolen = { method: 'GET', url, headers: { cookie: callers.other.cookie(url) } };
      expect((await callers.nobody.send(stolen)).status).toBe(200);
      const out = await callers.other.send({ method: 'POST', url: `${system.at(service)}/sign-out`, body: { form: {} } });
      expect([out.status, out.location.startsWith(system.identity)]).toEqual([303, true]);
      expect((await callers.nobody.send(stolen)).location).toContain('/sign-in/start');
      expect((await callers.owner.send({ method: 'GET', url })).status).toBe(200);
    }
  });
});
