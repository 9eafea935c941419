import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { expect, test } from 'vitest';
import { compressPages } from '../../../src/shared/http/compress.ts';
import { mask, unmask } from '../../../src/shared/http/mask.ts';

async function answer(
  body: string,
  headers: Record<string, string>,
  type = 'text/html; charset=utf-8',
): Promise<{ response: Response; text: string }> {
  const app = new Koa();
  app.use(compressPages);
  app.use((ctx) => {
    ctx.type = type;
    ctx.body = body;
  });
  const server = createServer((request, response) => void app.callback()(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const response = await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, { headers });
    return { response, text: await response.text() };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const page = '<p>Một Cửa</p>'.repeat(500);

test('a page is sent compressed to whoever understands it, and says that it may not be', async () => {
  const compressed = await answer(page, { 'accept-encoding': 'gzip, br' });
  expect(compressed.response.headers.get('content-encoding')).toBe('gzip');
  expect(compressed.response.headers.get('vary')).toBe('Accept-Encoding');
  expect(compressed.text).toBe(page);
  for (const encoding of ['identity', 'gzip;q=0']) {
    const plain = await answer(page, { 'accept-encoding': encoding });
    expect(plain.response.headers.get('content-encoding')).toBeNull();
    expect(plain.response.headers.get('vary')).toBe('Accept-Encoding');
    expect(plain.text).toBe(page);
  }
});

test('what is no page is never compressed', async () => {
  const { response } = await answer(JSON.stringify({ text: page }), { 'accept-encoding': 'gzip' }, 'application/json');
  expect(response.headers.get('content-encoding')).toBeNull();
});

test('a masked secret looks different each time and is the same underneath', () => {
  const secret = Buffer.from('0123456789abcdef0123456789abcdef');
  const masked = Array.from({ length: 50 }, () => mask(secret));
  expect(new Set(masked).size).toBe(50);
  for (const text of masked) expect(unmask(text)).toEqual(secret);
  for (const text of ['', 'x', 'đ', '!!!', masked[0]?.slice(0, -3) ?? '']) expect(unmask(text)).not.toEqual(secret);
});
