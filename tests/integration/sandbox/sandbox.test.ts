import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#shared/clock';
import { signatureHeaders } from '#shared/fetch';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { registerKey, smsKey, startSandbox } from '../../support/sandbox-server.ts';

let database: TestDatabase;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
const clock = fixedClock(new Date('2026-03-01T08:00:00Z'));

beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_sandbox' });
  sandbox = await startSandbox(database.db, clock);
});
afterAll(async () => {
  await sandbox.close();
  await database.close();
});

let serial = 0;
const newId = (): string => `request-${String((serial += 1)).padStart(6, '0')}`;

interface Change {
  id?: string;
  at?: number;
  key?: typeof smsKey;
  signed?: Partial<{ method: string; path: string; body: string }>;
  drop?: string;
}
async function post(path: string, content: unknown, change: Change = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = JSON.stringify(content);
  const key = change.key ?? (path.startsWith('/gateway') ? smsKey : registerKey);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...signatureHeaders(key, change.id ?? newId(), change.at ?? clock.epoch(), { method: 'POST', path, body, ...change.signed }),
  };
  if (change.drop !== undefined) delete headers[change.drop];
  const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('the SMS gateway', () => {
  const sms = { to: '+84912000001', text: 'Mã đăng nhập Một Cửa: 123456.' };

  test('keeps a signed message, which page and JSON then show', async () => {
    expect((await post('/gateway/sms', sms)).status).toBe(202);
    expect(await sandbox.outbox('0912 000 001')).toMatchObject([{ channel: 'sms', to: sms.to, subject: null, text: sms.text }]);
    expect(await (await fetch(`${sandbox.url}/outbox?to=${sms.to}`)).text()).toContain('123456');
  });

  test.each<[string, Change]>([
    ['without a signature', { drop: 'x-signature' }],
    ['without a time', { drop: 'x-timestamp' }],
    ['without an idempotency key', { drop: 'idempotency-key' }],
    ['of an unknown key', { key: { id: 'stranger', secret: smsKey.secret } }],
    ['with another secret', { key: { id: smsKey.id, secret: Buffer.alloc(32, 9) } }],
    ['signed for another text', { signed: { body: '{"to":"+84912000002","text":"khác"}' } }],
    ['signed for another path', { signed: { path: '/population-register/match' } }],
    ['signed for another method', { signed: { method: 'PUT' } }],
    ['six minutes old', { at: fixedClock(new Date('2026-03-01T07:54:00Z')).epoch() }],
    ['six minutes ahead', { at: fixedClock(new Date('2026-03-01T08:06:00Z')).epoch() }],
  ])('refuses a request %s', async (_what, change) => {
    const answer = await post('/gateway/sms', { ...sms, to: '+84912000002' }, change);
    expect(answer).toMatchObject({ status: 401, body: { title: 'gateway.unsigned' } });
    expect(await sandbox.outbox('+84912000002')).toEqual([]);
  });

  test('twenty copies of one request at once are one message; other content under its key is a conflict', async () => {
    const to = '+84912000003';
    const id = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/gateway/sms', { to, text: 'một' }, { id })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect((await post('/gateway/sms', { to, text: 'hai' }, { id })).status).toBe(409);
    expect((await sandbox.outbox(to)).map(({ text }) => text)).toEqual(['một']);
  });

  test.each([{ to: '0912000004', text: 'x' }, { to: '+84912000004', text: '' }, { to: '+84912000004' }, [], null])(
    'refuses %j as unacceptable',
    async (body) => {
      expect((await post('/gateway/sms', body)).status).toBe(422);
    },
  );

  test('fails as often as it was told to, and no more', async () => {
    await sandbox.fail('sms', 'error', 1);
    expect((await post('/gateway/sms', sms)).status).toBe(500);
    await sandbox.fail('sms', 'busy', 1);
    expect((await post('/gateway/sms', sms)).status).toBe(429);
    expect((await post('/gateway/sms', sms)).status).toBe(202);
  });
});

describe('the mail server', () => {
  /** Sends lines one after the other, each after the answer to the one before; returns the answers. */
  async function talk(...lines: string[]): Promise<string[]> {
    const socket = connect(Number(new URL(sandbox.smtp).port), '127.0.0.1');
    const answers: string[] = [];
    const next = async (): Promise<void> => {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      answers.push(chunk.toString().slice(0, 3));
    };
    await next();
    for (const line of lines) {
      socket.write(`${line}\r\n`);
      await next();
    }
    socket.destroy();
    return answers;
  }
  const mail = (to: string, ...content: string[]) => [
    'EHLO me',
    'MAIL FROM:<a@b.example>',
    `RCPT TO:<${to}>`,
    'DATA',
    [...content, '.'].join('\r\n'),
  ];

  test('takes each step only in its place', async () => {
    expect(
      await talk(
        'EHLO me',
        'DATA',
        'RCPT TO:<x@y.example>',
        'MAIL FROM:<>',
        'MAIL FROM:<a@b.example>',
        'RCPT TO:<nobody>',
        'DATA',
        'NOOP',
        'RSET',
        'RCPT TO:<x@y.example>',
        'VRFY x',
        'QUIT',
      ),
    ).toEqual(['220', '250', '503', '503', '250', '503', '501', '503', '250', '250', '503', '500', '221']);
  });

  test('reads folded and encoded headers, dots, base64, quoted-printable and other character sets', async () => {
    await talk(
      ...mail('one@y.example', 'Subject: =?utf-8?B?TeG7mXQ=?=', '\t=?utf-8?Q?_C=E1=BB?=  =?utf-8?Q?=ADa?=', '', '..', '...x', 'thân thư'),
    );
    await talk(
      ...mail(
        'two@y.example',
        'Content-Type: text/plain; charset="iso-8859-1"',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'caf=E9 =',
        'noir',
      ),
    );
    await talk(
      ...mail(
        'three@y.example',
        'Content-Type: multipart/alternative; boundary="xyz"',
        '',
        'preamble',
        '--xyz',
        'Content-Type: text/html',
        '',
        '<b>no</b>',
        '--xyz',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from('có dấu').toString('base64'),
        '--xyz--',
      ),
    );
    const read = async (to: string) => (await sandbox.outbox(to)).map(({ subject, text }) => [subject, text]);
    expect(await read('one@y.example')).toEqual([['Một Cửa', '.\n..x\nthân thư']]);
    expect(await read('two@y.example')).toEqual([['', 'café noir']]);
    expect(await read('three@y.example')).toEqual([['', 'có dấu']]);
  });

  test('refuses a message that is too large, announced or not, and goes on', async () => {
    const big = 'x'.repeat(2000);
    const answers = await talk(
      'EHLO me',
      'MAIL FROM:<a@b.example> SIZE=99999999',
      ...mail('big@y.example', '', ...Array.from({ length: 600 }, () => big)).slice(1),
      'NOOP',
    );
    expect(answers).toEqual(['220', '250', '552', '250', '250', '354', '552', '250']);
    expect(await sandbox.outbox('big@y.example')).toEqual([]);
  });

  test('delivers to every recipient what nodemailer sends, html and attachments left aside', async () => {
    const { hostname: host, port } = new URL(sandbox.smtp);
    const transport = createTransport({ host, port: Number(port), ignoreTLS: true });
    await transport.sendMail({
      from: 'a@b.example',
      to: ['p@y.example', 'q@y.example'],
      subject: 'Thư',
      text: 'Nội dung',
      html: '<p>Nội dung</p>',
      attachments: [{ filename: 'a.txt', content: 'tệp' }],
    });
    for (const to of ['p@y.example', 'q@y.example']) expect(await sandbox.outbox(to)).toMatchObject([{ subject: 'Thư', text: 'Nội dung' }]);
  });
});

describe('the outbox', () => {
  test('is read by recipient, channel and what came after', async () => {
    for (const text of ['một', 'hai', 'ba']) await post('/gateway/sms', { to: '+84912000005', text });
    const read = async (query: string) =>
      ((await (await fetch(`${sandbox.url}/outbox.json?${query}`)).json()) as { messages: { id: number; text: string }[] }).messages;
    const all = await read('to=%2B84912000005');
    expect(all.map(({ text }) => text)).toEqual(['ba', 'hai', 'một']);
    expect((await read(`to=0912000005&after=${String(all[2]?.id)}`)).map(({ text }) => text)).toEqual(['ba', 'hai']);
    expect(await read('to=0912000005&channel=email')).toEqual([]);
    expect((await fetch(`${sandbox.url}/outbox.json?channel=pigeon`)).status).toBe(400);
  });

  test('is emptied by its own button and by no foreign page', async () => {
    const page = await fetch(`${sandbox.url}/outbox`);
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const send = (headers: Record<string, string>) =>
      fetch(`${sandbox.url}/outbox/delete-all`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ _csrf: csrf }),
      });
    expect((await send({})).status).toBe(403);
    expect((await send({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await sandbox.outbox('')).length).toBeGreaterThan(0);
    expect((await send({ cookie })).status).toBe(303);
    expect(await sandbox.outbox('')).toEqual([]);
  });
});

describe('the simulated population register', () => {
  const person = { citizenNumber: '001190000022', name: 'Trần Thị Mẫu', birthDate: '1990-07-05' };
  const ask = async (question: object, change?: Change) => (await post('/population-register/match', question, change)).body;

  test('confirms who says what it has, in any usual spelling of the name', async () => {
    for (const name of [person.name, 'TRẦN THỊ MẪU', ' trần  thị mẫu ', person.name.normalize('NFD')]) {
      expect(await ask({ ...person, name })).toMatchObject({ result: 'match', gender: 'female' });
    }
    const import_ = [
      { citizenNumber: '001090009999', name: 'Nguyễn Hoà Thuý', birthDate: '1990-01-01', gender: 'male', address: 'Nơi thử' },
    ];
    const answer = await fetch(`${sandbox.url}/population-register/people`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(import_),
    });
    expect([answer.status, await answer.json()]).toEqual([201, { imported: 1 }]);
    expect(await ask({ citizenNumber: '001090009999', name: 'Nguyễn Hòa Thúy', birthDate: '1990-01-01' })).toMatchObject({
      result: 'match',
    });
  });

  test('names the fields that differ and tells nothing else', async () => {
    expect(await ask({ ...person, birthDate: '1990-05-07' })).toEqual({ result: 'mismatch', fields: ['birthDate'] });
    expect(await ask({ ...person, name: 'Trần Thị Màu', birthDate: '1990-05-07' })).toEqual({
      result: 'mismatch',
      fields: ['name', 'birthDate'],
    });
    expect(await ask({ ...person, citizenNumber: '001190000099' })).toEqual({ result: 'not-found' });
  });

  test('says of the dead that they are dead only to those who knew them', async () => {
    const dead = { citizenNumber: '001040000301', name: 'Ngô Văn Đã Mất', birthDate: '1940-03-03' };
    expect(await ask(dead)).toEqual({ result: 'deceased' });
    expect(await ask({ ...dead, name: 'Ngô Văn Ai' })).toEqual({ result: 'mismatch', fields: ['name'] });
  });

  test('answers a question once, and an unsigned one never', async () => {
    const id = newId();
    expect((await post('/population-register/match', person, { id })).status).toBe(200);
    expect((await post('/population-register/match', person, { id })).status).toBe(409);
    expect((await post('/population-register/match', person, { key: smsKey, signed: {} })).status).toBe(401);
    expect((await post('/population-register/match', person, { at: clock.epoch() - 301 })).status).toBe(401);
  });

  test('is unavailable for as long as it was told to be', async () => {
    await sandbox.fail('population-register', 'error', 2);
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await post('/population-register/match', person)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('shows a form that keeps what was typed when it refuses it', async () => {
    const page = await fetch(`${sandbox.url}/population-register`);
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const send = (fields: Record<string, string>) =>
      fetch(`${sandbox.url}/population-register?lang=en`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie },
        body: new URLSearchParams({ _csrf: csrf, ...fields }),
      });
    const good = {
      citizenNumber: '001090008888',
      name: '<b>Tên Thử</b>',
      birthDate: '1990-01-01',
      gender: 'female',
      address: 'Nơi thử',
      status: 'living',
    };
    const refused = await send({ ...good, citizenNumber: '12' });
    const html = await refused.text();
    expect(refused.status).toBe(400);
    expect(html).toContain('Enter a citizen number of 12 digits');
    expect(html).toContain('&lt;b&gt;Tên Thử');
    expect((await send(good)).status).toBe(303);
    expect(await (await fetch(`${sandbox.url}/population-register?number=001090008888`)).text()).toContain('&lt;b&gt;Tên Thử');
  });
});
