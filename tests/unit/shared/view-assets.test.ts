import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Koa from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAssets } from '#shared/http';
import { Problem } from '#shared/problem';

const files = new Map([
  ['mark.svg', Buffer.from('<svg/>')],
  ['letters.woff2', Buffer.from('wOF2')],
  ['page.css', Buffer.from('@font-face{src:url("asset:letters.woff2")}')],
  ['page.js', Buffer.from('import "asset:other.js";')],
  ['other.js', Buffer.from('export const other = 1;')],
]);
const assets = createAssets(files);
const app = new Koa();
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    ctx.status = error instanceof Problem ? error.kind.status : 500;
  }
});
app.use(assets.middleware);
const server = app.listen(0, '127.0.0.1');
let address = '';
beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(address + path, { ...init, headers: { 'accept-encoding': 'identity', ...init.headers } });

test('an asset is kept for a year under an address that changes with its content', async () => {
  const answer = await get(assets.url('page.css'));
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(await answer.text()).toBe(`@font-face{src:url("${assets.url('letters.woff2')}")}`);
  const changed = createAssets(new Map([...files, ['letters.woff2', Buffer.from('other')]]));
  expect(changed.url('page.css')).not.toBe(assets.url('page.css'));
});

test('a script imports another by its fingerprinted address', async () => {
  expect(await (await get(assets.url('page.js'))).text()).toBe(`import "${assets.url('other.js')}";`);
});

test('the smallest encoding the browser accepts is sent, and none that it refuses', async () => {
  const raw = async (accepted: string): Promise<[string | undefined, Buffer]> => {
    const call = request(address + assets.url('page.js'), { headers: { 'accept-encoding': accepted } });
    call.end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    expect(answer.headers.vary).toBe('Accept-Encoding');
    return [answer.headers['content-encoding'], Buffer.concat(chunks)];
  };
  const [best, brotli] = await raw('gzip, deflate, br');
  expect(best).toBe('br');
  expect(brotliDecompressSync(brotli).toString()).toContain('import');
  const [second, gzip] = await raw('gzip, br;q=0');
  expect(second).toBe('gzip');
  expect(gunzipSync(gzip).toString()).toContain('import');
  const [none] = await raw('identity');
  expect(none).toBeUndefined();
});

test('HEAD answers the headers alone; other methods are refused', async () => {
  const head = await get(assets.url('page.css'), { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  expect((await get(assets.url('page.css'), { method: 'POST' })).status).toBe(405);
});

test('an unknown name is not found; an older fingerprint gets the present file and is not kept', async () => {
  for (const path of [
    '/assets/',
    '/assets/page.css',
    '/assets/none.aaaaaaaaaaaa.css',
    '/assets/..%2fpackage.aaaaaaaaaaaa.json',
    '/assets/../package.json',
  ]) {
    expect((await get(path)).status, path).toBe(404);
  }
  const older = await get('/assets/page.aaaaaaaaaaaa.css');
  expect(older.status).toBe(200);
  expect(older.headers.get('cache-control')).toBe('no-store');
});

test('the mark is the favicon', async () => {
  const icon = await get('/favicon.ico');
  expect(icon.headers.get('content-type')).toBe('image/svg+xml');
});

test('a name nobody wrote and a circle of references stop the start', () => {
  expect(() => assets.url('typo.css')).toThrow('no asset typo.css');
  expect(() =>
    createAssets(
      new Map([
        ['a.css', Buffer.from('asset:b.css')],
        ['b.css', Buffer.from('asset:a.css')],
      ]),
    ),
  ).toThrow('circle');
});
