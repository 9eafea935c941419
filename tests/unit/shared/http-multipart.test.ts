import fc from 'fast-check';
import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { readMultipart } from '../../../src/shared/http/multipart.ts';
import { Problem } from '#shared/problem';

const type = 'multipart/form-data; boundary=----b';
const context = (body: Buffer, cuts: readonly number[] = [], contentType = type): Context => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (body.length + 1)), body.length])].sort((a, b) => a - b);
  const chunks = places.slice(1).map((end, n) => body.subarray(places[n], end));
  return {
    get: (name: string) => (name.toLowerCase() === 'content-type' ? contentType : ''),
    is: (wanted: string) => (contentType.startsWith(wanted) ? wanted : false),
    req: (async function* () {
      for (const chunk of chunks) yield chunk;
    })(),
  } as unknown as Context;
};
const field = (name: string, value: string): string => `------b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const fileHead = (name: string): string =>
  `------b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`;
const end = '------b--\r\n';
const read = async (
  body: Buffer,
  cuts: readonly number[] = [],
  total = 1_000_000,
): Promise<{ fields: object; files: { name: string; content: Buffer }[] }> => {
  const form = await readMultipart(context(body, cuts), { total });
  const files: { name: string; content: Buffer }[] = [];
  for await (const file of form.files) {
    const chunks: Buffer[] = [];
    for await (const chunk of file.content) chunks.push(chunk);
    files.push({ name: file.filename, content: Buffer.concat(chunks) });
  }
  return { fields: { ...form.fields }, files };
};

describe('a multipart body', () => {
  it('is read the same however it is cut, with content that looks like a delimiter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(2000), { maxLength: 20 }),
        fc.boolean(),
        async (bytes, cuts, tricky) => {
          const content = Buffer.concat([Buffer.from(bytes), Buffer.from(tricky ? '\r\n-----\r\n------a\r\n------' : '')]);
          const body = Buffer.concat([
            Buffer.from(field('_csrf', 'tok') + field('note', 'Xin chào\r\ncác bạn') + fileHead('ảnh%22.png')),
            content,
            Buffer.from(`\r\n${fileHead('')}\r\n${end}`),
          ]);
          const found = await read(body, cuts);
          expect(found.fields).toEqual({ _csrf: 'tok', note: 'Xin chào\r\ncác bạn' });
          expect(found.files.map(({ name }) => name)).toEqual(['ảnh".png', '']);
          expect(found.files[0]?.content.equals(content)).toBe(true);
          expect(found.files[1]?.content.length).toBe(0);
        },
      ),
    );
  });
  it.each([
    ['without an end', field('a', '1')],
    ['with a field after a file', `${fileHead('a')}x\r\n${field('b', '1')}${end}`],
    ['with the same field twice', field('a', '1') + field('a', '2') + end],
    ['with a part without a name', `------b\r\nContent-Type: x\r\n\r\n1\r\n${end}`],
    ['with text before the first part', `hello\r\n${field('a', '1')}${end}`],
    ['with NUL in a field', field('a', '\0') + end],
    ['that is none', 'a=1&b=2'],
  ])('%s is the sender’s fault', async (_name, body) => {
    await expect(read(Buffer.from(body))).rejects.toSatisfy((error: unknown) => error instanceof Problem && error.kind.status < 500);
  });
  it('larger than the limit is refused while it is read', async () => {
    await expect(read(Buffer.from(`${fileHead('a')}${'x'.repeat(5000)}\r\n${end}`), [100, 2000], 1000)).rejects.toMatchObject({
      code: 'request.too-large',
    });
  });
  it('never makes the reader fail otherwise, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom('------b', '\r\n', '--', 'Content-Disposition: form-data; name="x"', '; filename="y"', '\r\n\r\n', 'z', '"'),
          { maxLength: 30 },
        ),
        async (parts) => {
          await read(Buffer.from(parts.join(''))).catch((error: unknown) => {
            if (!(error instanceof Problem)) throw error;
          });
        },
      ),
    );
  });
});
