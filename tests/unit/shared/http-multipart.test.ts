import fc from 'fast-check';
import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { readMultipart, type FilePart, type MultipartForm } from '../../../src/shared/http/multipart.ts';
import { Problem } from '#shared/problem';

const type = 'multipart/form-data; boundary=----b';
const arriving = (req: AsyncIterable<Buffer>, contentType = type): Context =>
  ({
    get: (name: string) => (name.toLowerCase() === 'content-type' ? contentType : ''),
    is: (wanted: string) => (contentType.startsWith(wanted) ? wanted : false),
    req,
  }) as unknown as Context;
const context = (body: Buffer, cuts: readonly number[] = [], contentType = type): Context => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (body.length + 1)), body.length])].sort((a, b) => a - b);
  const chunks = places.slice(1).map((end, n) => body.subarray(places[n], end));
  return arriving(
    (async function* () {
      for (const chunk of chunks) yield chunk;
    })(),
    contentType,
  );
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
  return all(await readMultipart(context(body, cuts), { total }));
};
const all = async (form: MultipartForm): Promise<{ fields: object; files: { name: string; content: Buffer }[] }> => {
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
  it('as another implementation writes it is read as that implementation reads it', async () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((text) => text.replaceAll('\0', '·').toWellFormed());
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(word, word), { maxLength: 4, selector: ([name]) => name.replaceAll(/\r\n|\r|\n/g, '\r\n') }),
        fc.array(fc.tuple(word, word, fc.uint8Array({ maxLength: 200 })), { maxLength: 3 }),
        fc.array(fc.nat(4000), { maxLength: 20 }),
        async (fields, files, cuts) => {
          const sent = new FormData();
          for (const [name, value] of fields) sent.append(name, value);
          for (const [name, filename, bytes] of files) sent.append(name, new File([bytes], filename));
          const written = new Response(sent);
          const contentType = written.headers.get('content-type') ?? '';
          const body = Buffer.from(await written.arrayBuffer());
          const theirs = await new Response(body, { headers: { 'content-type': contentType } }).formData();
          const ours = await all(await readMultipart(context(body, cuts, contentType), { total: 1_000_000 }));
          // Ours: no line break in a name, no path before a file's name.
          const named = (name: string): string => name.replaceAll(/[\r\n]/g, ' ');
          const strings = [...theirs].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
          expect(ours.fields).toEqual(Object.fromEntries(strings.map(([name, value]) => [named(name), value])));
          const kept = [...theirs].flatMap(([, value]) => (typeof value === 'string' ? [] : [value]));
          expect(ours.files.map(({ name }) => name)).toEqual(kept.map(({ name }) => named(name).split(/[\\/]/).at(-1)));
          for (const [at, file] of kept.entries()) expect(ours.files[at]?.content).toEqual(Buffer.from(await file.arrayBuffer()));
        },
      ),
    );
  });
  it('is read no faster than somebody asks for it, and not at all after it became too large', async () => {
    let given = 0;
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(fileHead('a'));
      for (;;) {
        given += 1;
        yield Buffer.alloc(1000, 'x');
      }
    };
    const form = await readMultipart(arriving(endless()), { total: 50_000 });
    const first = await form.files.next();
    expect(first.done).toBe(false);
    // The end of the head may be the beginning of a delimiter, so one more chunk was needed.
    expect(given).toBeLessThanOrEqual(1);
    const content = (first.value as FilePart).content[Symbol.asyncIterator]();
    for (const asked of [1, 2, 3]) {
      await content.next();
      expect(given).toBeLessThanOrEqual(1 + asked);
    }
    await expect(form.files.next()).rejects.toMatchObject({ code: 'request.too-large' });
    expect(given).toBe(50);
  });
  it.each([
    ['more fields', { fields: 1 }, field('a', '1') + field('b', '1') + end],
    ['a longer field', { fieldBytes: 3 }, field('a', '1234') + end],
    ['more files', { files: 1 }, `${fileHead('a')}x\r\n${fileHead('b')}x\r\n${end}`],
    ['a longer head', {}, `${fileHead('x'.repeat(5000))}x\r\n${end}`],
    ['a much longer head', {}, `${fileHead('x'.repeat(50_000))}x\r\n${end}`],
  ])('with %s than is allowed is too large', async (_name, limits, body) => {
    await expect(readMultipart(context(Buffer.from(body)), { total: 100_000, ...limits }).then(all)).rejects.toMatchObject({
      code: 'request.too-large',
    });
  });
  it('whose sender goes away is the sender’s fault', async () => {
    const breaking = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${fileHead('a')}half`);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    };
    await expect(readMultipart(arriving(breaking()), { total: 1000 }).then(all)).rejects.toMatchObject({ code: 'request.invalid' });
  });
  it.each([
    ['without an end', field('a', '1')],
    ['with a field after a file', `${fileHead('a')}x\r\n${field('b', '1')}${end}`],
    ['with the same field twice', field('a', '1') + field('a', '2') + end],
    ['with a part of two names', `------b\r\nContent-Disposition: form-data; name="a"\r\n${field('b', '1').slice(9)}${end}`],
    ['with a part that has no head', `------b\r\n${end}`],
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
