import type { Context } from 'koa';
import { Problem, problem } from '#shared/problem';
import type { Route } from './route.ts';

/** Reads at most `limit` bytes; more is `request.too-large`. */
export async function readBody(ctx: Context, limit: number): Promise<Buffer> {
  const declared = Number(ctx.get('content-length') || 0);
  if (declared > limit) throw problem('request.too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw problem('request.too-large');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : problem('request.invalid', { detail: 'the sender broke off', cause });
  }
  return Buffer.concat(chunks);
}

/** Parameters as a plain object without prototype; a repeated name or a NUL character is refused. */
export function uniqueParameters(parameters: URLSearchParams): Record<string, string> {
  const found = Object.create(null) as Record<string, string>;
  for (const [name, value] of parameters) {
    if (name in found) throw problem('request.duplicate-parameter', { detail: `${name.slice(0, 40)}: given more than once` });
    if (name.includes('\0') || value.includes('\0')) throw problem('request.invalid', { detail: `${name.slice(0, 40)}: NUL character` });
    found[name] = value;
  }
  return found;
}

export async function readForm(ctx: Context, limit: number): Promise<Record<string, string>> {
  if (ctx.is('application/x-www-form-urlencoded') === false) throw problem('request.unsupported-type');
  const body = await readBody(ctx, limit);
  return uniqueParameters(new URLSearchParams(body.toString('utf8')));
}

export async function readJson(ctx: Context, { limit, nul }: { limit: number; nul: Route['nul'] }): Promise<unknown> {
  if (ctx.is('application/json') === false) throw problem('request.unsupported-type');
  const body = await readBody(ctx, limit);
  if (body.includes(0)) throw problem('request.invalid', { detail: 'NUL character' });
  // Routes that check a signature need the bytes that were signed.
  ctx.state['rawBody'] = body;
  if (isNestedDeeper(body, DEEPEST)) throw problem('request.invalid', { detail: `nested more than ${String(DEEPEST)} deep` });
  const text = body.toString('utf8');
  try {
    // An escaped NUL is one too, and PostgreSQL takes none.
    return JSON.parse(text, nul !== 'taken' && text.includes('\\u0000') ? refuseNul : undefined) as unknown;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw problem('request.invalid', { detail: 'the body is not JSON', cause });
  }
}

/** Far more than any of our schemas has. What is read is walked again by whoever judges it, most of them by recursion. */
const DEEPEST = 32;

/** Whether arrays and objects stand in one another deeper than `most`; stops at the first that does. */
function isNestedDeeper(json: Buffer, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (quoted) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

function refuseNul(key: string, value: unknown): unknown {
  if (key.includes('\0') || (typeof value === 'string' && value.includes('\0')))
    throw problem('request.invalid', { detail: 'NUL character' });
  return value;
}
