import type { Context } from 'koa';
import { problem } from '#shared/problem';

/** One file of an upload. Its content must be read before the next file is asked for; what is not read is passed over. */
export interface FilePart {
  readonly name: string;
  /** As the browser named it, without a path; empty when no file was chosen. */
  readonly filename: string;
  /** What the browser believes; never to be trusted. */
  readonly type: string;
  readonly content: AsyncIterable<Buffer>;
}

/** A submitted form with files (RFC 7578). The text fields come before the first file; those after a file are refused. */
export interface MultipartForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: AsyncGenerator<FilePart, void, undefined>;
}

export interface MultipartLimits {
  /** Of the whole body in bytes; more is `request.too-large`. */
  readonly total: number;
  readonly fields?: number;
  readonly fieldBytes?: number;
  readonly files?: number;
}

const HEADER_BYTES = 4096;
const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

/**
 * Reads a `multipart/form-data` body as it arrives: never more than one network chunk and one delimiter are held. Anything
 * that is not exactly such a body, a repeated field, or a NUL character in a field is `request.invalid`.
 */
export async function readMultipart(ctx: Context, limits: MultipartLimits): Promise<MultipartForm> {
  if (ctx.is('multipart/form-data') === false) throw problem('request.unsupported-type');
  if (Number(ctx.get('content-length') || 0) > limits.total) throw problem('request.too-large');
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(ctx.get('content-type'))?.slice(1).find(Boolean);
  if (boundary === undefined) throw malformed('no boundary');
  const body = createSource(ctx.req as AsyncIterable<Buffer>, limits.total);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line break before it; with one put there, every delimiter looks the same.
  body.unread(CRLF);
  for await (const chunk of body.until(delimiter)) if (chunk.length > 0) throw malformed('text before the first part');
  const fields = Object.create(null) as Record<string, string>;
  let waiting: PartHead | null = null;
  for (let count = 0; waiting === null; count += 1) {
    const head = await nextPart(body);
    if (head === null) break;
    if (head.filename !== null) {
      waiting = head;
      break;
    }
    if (count >= (limits.fields ?? 100)) throw problem('request.too-large');
    if (head.name in fields) throw problem('request.duplicate-parameter', { detail: head.name.slice(0, 40) });
    const value = (await collect(body.until(delimiter), limits.fieldBytes ?? 65_536)).toString('utf8');
    if (value.includes('\0') || head.name.includes('\0')) throw problem('request.invalid', { detail: 'NUL character' });
    fields[head.name] = value;
  }
  return { fields, files: filesOf(body, { first: waiting, delimiter, most: limits.files ?? 10 }) };
}

interface PartHead {
  readonly name: string;
  /** Null for a text field. */
  readonly filename: string | null;
  readonly type: string;
}

interface Source {
  unread(bytes: Buffer): void;
  /** The bytes before `mark`, in pieces; `mark` itself is consumed. */
  until(mark: Buffer): AsyncGenerator<Buffer, void, undefined>;
  take(count: number): Promise<Buffer>;
}

function createSource(stream: AsyncIterable<Buffer>, limit: number): Source {
  const iterator = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  let size = 0;
  const more = async (): Promise<void> => {
    const next = await iterator.next();
    if (next.done === true) throw malformed('the body ends in the middle');
    size += next.value.length;
    if (size > limit) throw problem('request.too-large');
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
  };
  return {
    unread(bytes) {
      held = Buffer.concat([bytes, held]);
    },
    async *until(mark) {
      for (;;) {
        const at = held.indexOf(mark);
        if (at >= 0) {
          const found = held.subarray(0, at);
          held = held.subarray(at + mark.length);
          if (found.length > 0) yield found;
          return;
        }
        // The mark may begin in what is held and end in what is still to come.
        const sure = held.length - mark.length + 1;
        if (sure > 0) {
          const found = held.subarray(0, sure);
          held = held.subarray(sure);
          yield found;
        }
        await more();
      }
    },
    async take(count) {
      while (held.length < count) await more();
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
  };
}

/** The head of the next part; null after the closing delimiter. */
async function nextPart(body: Source): Promise<PartHead | null> {
  const after = (await body.take(2)).toString('latin1');
  if (after === '--') return null;
  if (after !== '\r\n') throw malformed('a delimiter goes on');
  // A part without headers begins with the blank line itself; ours always have a Content-Disposition.
  const lines = (await collect(body.until(BLANK_LINE), HEADER_BYTES)).toString('utf8').split('\r\n');
  const header = (name: string): string =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const disposition = header('content-disposition');
  if (!/^form-data\s*;/i.test(disposition)) throw malformed('a part without a name');
  const parameter = (key: string): string | null => {
    const found = new RegExp(`;\\s*${key}="([^"]*)"`, 'i').exec(disposition)?.[1];
    // Browsers write a quotation mark and line breaks in a name by percent signs (HTML, multipart/form-data encoding).
    return found === undefined ? null : found.replace(/%22/g, '"').replace(/%0D|%0A/gi, ' ');
  };
  const name = parameter('name');
  if (name === null || name === '') throw malformed('a part without a name');
  const filename = parameter('filename');
  return { name, filename: filename === null ? null : (filename.split(/[\\/]/).at(-1) ?? ''), type: header('content-type') };
}

async function* filesOf(
  body: Source,
  about: { first: PartHead | null; delimiter: Buffer; most: number },
): AsyncGenerator<FilePart, void, undefined> {
  let count = 0;
  for (let head = about.first; head !== null; head = await nextPart(body)) {
    if (head.filename === null) throw malformed('a text field after a file');
    count += 1;
    if (count > about.most) throw problem('request.too-large');
    const content = body.until(about.delimiter);
    // Returned by hand: leaving a `for await` early would end the generator in the middle of a part.
    let ended = false;
    const guarded: AsyncIterable<Buffer> = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          const result = await content.next();
          ended ||= result.done === true;
          return result;
        },
      }),
    };
    yield { name: head.name, filename: head.filename, type: head.type, content: guarded };
    while (!ended) ended = (await content.next()).done === true;
  }
}

async function collect(chunks: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const found: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw problem('request.too-large');
    found.push(chunk);
  }
  return Buffer.concat(found);
}

const malformed = (detail: string) => problem('request.invalid', { detail: `multipart: ${detail}` });
