import type { Context } from 'koa';
import { problem } from '#shared/problem';
import { createParts, malformed, type Part } from './multipart-parts.ts';

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

/**
 * Reads a `multipart/form-data` body as it arrives: never more than one network chunk is held. Anything that is not exactly
 * such a body, a repeated field, or a NUL character in a field is `request.invalid`.
 */
export async function readMultipart(ctx: Context, limits: MultipartLimits): Promise<MultipartForm> {
  if (ctx.is('multipart/form-data') === false) throw problem('request.unsupported-type');
  if (Number(ctx.get('content-length') || 0) > limits.total) throw problem('request.too-large');
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(ctx.get('content-type'))?.slice(1).find(Boolean);
  if (boundary === undefined) throw malformed('no boundary');
  const parts = createParts(ctx.req as AsyncIterable<Buffer>, { boundary, limit: limits.total });
  const nextPart = async (): Promise<HeadedPart | null> => {
    const part = await parts.next();
    return part === null ? null : { ...headOf(part), part };
  };
  const fields = Object.create(null) as Record<string, string>;
  let next = await nextPart();
  for (let count = 0; next !== null && next.filename === null; next = await nextPart(), count += 1) {
    if (count >= (limits.fields ?? 100)) throw problem('request.too-large');
    if (next.name in fields) throw problem('request.duplicate-parameter', { detail: next.name.slice(0, 40) });
    const value = await textOf(next.part, limits.fieldBytes ?? 65_536);
    if (value.includes('\0') || next.name.includes('\0')) throw problem('request.invalid', { detail: 'NUL character' });
    fields[next.name] = value;
  }
  return { fields, files: filesOf({ first: next, nextPart, most: limits.files ?? 10 }) };
}

interface Head {
  readonly name: string;
  /** Null for a text field. */
  readonly filename: string | null;
  readonly type: string;
}

interface HeadedPart extends Head {
  readonly part: Part;
}

/** Who a part says it is (RFC 7578 section 4.2; HTML, "multipart/form-data encoding algorithm"). */
function headOf({ headers }: Part): Head {
  const header = (name: string): string => {
    const [value = '', ...more] = headers[name] ?? [];
    if (more.length > 0) throw malformed(`${name} twice in one part`);
    return Buffer.from(value, 'latin1').toString('utf8').trim();
  };
  const disposition = header('content-disposition');
  if (!/^form-data\s*;/i.test(disposition)) throw malformed('a part without a name');
  const parameter = (key: string): string | null => {
    const found = new RegExp(`;\\s*${key}="([^"]*)"`, 'i').exec(disposition)?.[1];
    // Browsers write a quotation mark and line breaks in a name by percent signs.
    return found === undefined ? null : found.replace(/%22/g, '"').replace(/%0D|%0A/gi, ' ');
  };
  const name = parameter('name');
  if (name === null || name === '') throw malformed('a part without a name');
  const filename = parameter('filename');
  return { name, filename: filename === null ? null : (filename.split(/[\\/]/).at(-1) ?? ''), type: header('content-type') };
}

async function* filesOf(parts: {
  first: HeadedPart | null;
  nextPart: () => Promise<HeadedPart | null>;
  most: number;
}): AsyncGenerator<FilePart, void, undefined> {
  let count = 0;
  for (let next = parts.first; next !== null; next = await parts.nextPart()) {
    const { name, filename, type, part } = next;
    if (filename === null) throw malformed('a text field after a file');
    count += 1;
    if (count > parts.most) throw problem('request.too-large');
    yield { name, filename, type, content: { [Symbol.asyncIterator]: () => ({ next: () => piece(part) }) } };
    // Dropped as it comes; the parser would keep it.
    while ((await part.read()) !== null);
  }
}

/** By hand instead of a generator: leaving a `for await` early would end that in the middle of a part. */
async function piece(part: Part): Promise<IteratorResult<Buffer, undefined>> {
  const value = await part.read();
  return value === null ? { done: true, value: undefined } : { done: false, value };
}

async function textOf(part: Part, limit: number): Promise<string> {
  const found: Buffer[] = [];
  let size = 0;
  for (let next = await part.read(); next !== null; next = await part.read()) {
    size += next.length;
    if (size > limit) throw problem('request.too-large');
    found.push(next);
  }
  return Buffer.concat(found).toString('utf8');
}
