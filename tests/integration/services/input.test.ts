import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descriptionOf, holdAgainst } from '../../support/documented.ts';
import { belongings } from '../../support/service-walk/belongings.ts';
import type { Answer, Sent } from '../../support/service-walk/caller.ts';
import { badJson, badMultipart, badPathParts, badTexts } from '../../support/service-walk/nonsense.ts';
import type { Row } from '../../support/service-walk/row.ts';
import { expectedOf, nameOf, services, type Service } from '../../support/service-walk/tables.ts';
import { bound, clientToken, newProofKey, type ProofKey } from '../../support/service-walk/tokens.ts';
import { startWorld, type World } from '../../support/service-walk/world.ts';

let world: World;
const wrong = new Map<Service, ReturnType<typeof holdAgainst>>();
let key: ProofKey;
let token: string;
beforeAll(async () => {
  world = await startWorld();
  for (const service of services) wrong.set(service, holdAgainst(await descriptionOf(world.system.at(service))));
  key = await newProofKey();
  token = await clientToken(world.system, world.police, { resource: world.system.payment, scope: 'fines:write', key });
});
afterAll(() => world.stop());

interface Target {
  readonly name: string;
  readonly service: Service;
  readonly api: boolean;
  readonly sent: Sent;
  /** The path with a hole for every parameter of the route. */
  readonly holes: readonly ((value: string) => string)[];
  readonly row: Row;
}

/** Every route but signing out, as whoever gets furthest with it. */
function targets(service: Service): Target[] {
  return world.routesOf(service).flatMap((route) => {
    const name = nameOf(route);
    const row = (expectedOf(service)[name] ?? []).at(-1);
    if (row === undefined || name === 'POST /sign-out') return [];
    const url = world.system.at(service) + row.at(world.things);
    const holes = [...route.path.matchAll(/:\w+/g)].map(([parameter]) => (value: string): string => {
      const path = route.path.replace(parameter, value).replace(':slot', 'photo').replace(':seq', '1').replaceAll(/:\w+/g, 'x');
      return `${world.system.at(service)}${path}`;
    });
    return [
      { name, service, api: route.surface === 'api', sent: { method: route.method, url, body: row.body?.(world.things) }, holes, row },
    ];
  });
}
/** Asks in one language, as the person who may do most; an API is asked with a token. */
async function ask(target: Target, change: Partial<Sent>, language: 'vi' | 'en' = 'vi'): Promise<Answer> {
  const sent = { ...target.sent, ...change };
  const who = /queue/.test(target.name) ? 'officer' : 'owner';
  const headers = { 'accept-language': language, ...(target.api ? await bound(sent, token, key) : {}), ...change.headers };
  return world.callers[who].send({ ...sent, headers });
}
const title = { vi: /<html[^>]* lang="vi"/, en: /<html[^>]* lang="en"/ } as const;

/** Whatever was sent: no fault, no markup of the sender's, and an answer that its reader understands. */
function understood(target: Target, answer: Answer, about: unknown, language: 'vi' | 'en' = 'vi'): void {
  const where = JSON.stringify([target.name, about]).slice(0, 300);
  expect(answer.status, `${where}\n${answer.text.slice(0, 800)}`).toBeLessThan(500);
  expect(answer.text, where).not.toContain('<script>alert');
  // A proof of possession repeats the address: of 10 KB that is a longer head than the server itself takes.
  if (target.api && answer.status === 431) return;
  if (target.api && answer.status >= 400) {
    const type = answer.headers.get('content-type') ?? '';
    if (target.name === 'POST /backchannel-logout' && type.startsWith('application/json')) return;
    expect(type, where).toContain('application/problem+json');
    expect(JSON.parse(answer.text), where).toMatchObject({
      status: answer.status,
      type: expect.stringMatching(/^urn:mot-cua:problem:/),
      title: expect.any(String),
    });
    const [method = '', path = ''] = target.name.split(' ');
    if (path !== '/api/openapi.json' && path !== '/backchannel-logout')
      expect(wrong.get(target.service)?.({ method, path, status: answer.status, type, body: JSON.parse(answer.text) }), where).toBeNull();
  }
  if (!target.api && answer.status >= 400) {
    expect(answer.headers.get('content-language'), where).toBe(language);
    expect(answer.text, where).toMatch(title[language]);
    expect(answer.text, where).toMatch(/<h1/);
  }
}

describe('bad input', () => {
  it.each(services)('in paths of %s is never a fault', async (service) => {
    for (const target of targets(service))
      for (const hole of target.holes) for (const part of badPathParts) understood(target, await ask(target, { url: hole(part) }), part);
  });

  it.each(services)('in queries of %s is never a fault', async (service) => {
    for (const target of targets(service)) {
      const names = ['t', 'q', 'page', 'code', 'procedure', 'status', 'return', 'version', 'on', 'lang', 'vnp_Amount', 'state'];
      const bare = target.sent.url.split('?')[0] ?? '';
      for (const text of badTexts) {
        const query = new URLSearchParams(Object.fromEntries(names.map((name) => [name, text]))).toString();
        // A line of 100 KB is refused by the server itself, before any language is known.
        if (query.length > 12_000)
          for (const name of ['q', 't']) understood(target, await ask(target, { url: `${bare}?${name}=${text}` }), 'long');
        else understood(target, await ask(target, { url: `${bare}?${query}` }), text);
      }
      for (const raw of [
        '%',
        '%zz',
        '%ff%fe',
        '%00',
        'a=1&a=2',
        '&&&=&',
        'a[]=1&a[b]=2',
        '__proto__=1',
        'constructor=x&toString=y',
        '%ED%A0%80',
      ])
        understood(target, await ask(target, { url: `${bare}?${raw}` }), raw);
    }
  });

  it.each(services)('in forms of %s is never a fault', async (service) => {
    for (const target of targets(service)) {
      const { body } = target.sent;
      if (body === undefined || !('form' in body)) continue;
      const fields = Object.keys(body.form).length > 0 ? Object.keys(body.form) : ['x'];
      for (const text of badTexts)
        understood(target, await ask(target, { body: { form: Object.fromEntries(fields.map((field) => [field, text])) } }), text);
      understood(target, await ask(target, { body: { form: {} } }), 'nothing');
      const raw = (content: string, type = 'application/x-www-form-urlencoded'): Promise<Answer> =>
        ask(target, { body: { raw: content }, headers: { 'content-type': type } });
      const csrf = await world.callers[/queue/.test(target.name) ? 'officer' : 'owner'].token(new URL(target.sent.url).origin);
      const given = `_csrf=${encodeURIComponent(csrf)}&${fields.map((field) => `${field}=1&${field}=2`).join('&')}`;
      expect([target.name, (await raw(given)).status]).toEqual([target.name, 400]);
      for (const content of ['', '%', '%zz=%zz', 'a'.repeat(300_000), `_csrf=${csrf}&x=%ff%fe%00`, '__proto__=1&constructor=2', '\u0000'])
        understood(target, await raw(content), content.slice(0, 20));
      for (const type of [
        'application/json',
        'text/plain',
        'multipart/form-data',
        'application/x-www-form-urlencoded; charset=utf-7',
        'x',
        '',
      ])
        understood(target, await raw('a=1', type), type);
    }
  });

  it.each(services)('in JSON of %s is never a fault', async (service) => {
    for (const target of targets(service)) {
      if (target.sent.body === undefined || !('json' in target.sent.body)) continue;
      for (const content of badJson(target.sent.body.json))
        understood(
          target,
          await ask(target, { body: { raw: content }, headers: { 'content-type': 'application/json' } }),
          content.slice(0, 80),
        );
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', ''])
        understood(target, await ask(target, { body: { raw: '{}' }, headers: { 'content-type': type } }), type);
    }
  });

  it('in uploads is never a fault', async () => {
    for (const target of targets('dossier')) {
      if (target.sent.body === undefined || !('file' in target.sent.body)) continue;
      const csrf = await world.callers[/queue/.test(target.name) ? 'officer' : 'owner'].token(world.system.dossier);
      for (const [what, content, type] of badMultipart(csrf))
        understood(target, await ask(target, { body: { raw: content }, headers: { 'content-type': type } }), what);
    }
  });

  it('in cookies and headers is never a fault', async () => {
    for (const service of services) {
      const target = targets(service).find(({ name }) => name === 'GET /') as Target;
      for (const text of [
        '',
        '=',
        ';;;',
        '%',
        '%zz',
        '"',
        'a'.repeat(3000),
        '../../etc/passwd',
        '<script>alert(1)</script>',
        'é',
        '%00',
        '__proto__',
      ]) {
        const cookie = ['session', 'sign_in', 'csrf', 'lang'].map((name) => `${service}_${name}=${text}`).join('; ');
        understood(target, await ask(target, { headers: { cookie } }), text);
        understood(
          target,
          await ask(target, { headers: { 'accept-language': text || 'x', 'user-agent': text, referer: text, 'if-none-match': text } }),
          text,
        );
        const status = (await ask(target, { headers: { accept: text || '*/*' } })).status;
        expect([service, text, status < 500]).toEqual([service, text, true]);
      }
    }
  });

  it('in the request line is the sender’s own, never ours', async () => {
    for (const service of services) {
      for (const line of [
        'GET / HTTP/9.9',
        'GET //evil.example/%2e%2e HTTP/1.1',
        'GET /\u0001 HTTP/1.1',
        'BREW / HTTP/1.1',
        'GET * HTTP/1.1',
        `GET /${'a'.repeat(20_000)} HTTP/1.1`,
      ])
        expect([line.slice(0, 40), await raw(world.system.at(service), line)]).toEqual([
          line.slice(0, 40),
          expect.stringMatching(/^HTTP\/1\.1 [234]/),
        ]);
    }
  });

  it('is answered in the reader’s language, in Vietnamese and in English', async () => {
    for (const service of services)
      for (const target of targets(service)) {
        const [hole] = target.holes;
        if (hole === undefined || target.api) continue;
        for (const language of ['vi', 'en'] as const)
          understood(
            target,
            await ask(target, { url: hole('khong-co'), headers: { 'accept-language': language } }, language),
            language,
            language,
          );
      }
  });
});

describe('after all that', () => {
  it('everything the owner had is there, and every service is well', async () => {
    const page = await world.callers.owner.send({ method: 'GET', url: `${world.system.dossier}/dossiers/${world.things.returned}` });
    expect(page.status).toBe(200);
    expect((await belongings(world.database, world.things)).includes(world.things.paid)).toBe(true);
    for (const service of services) expect((await fetch(`${world.system.at(service)}/readyz`)).status).toBe(200);
  });
});

const raw = (origin: string, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.write(`${line}\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
  });
