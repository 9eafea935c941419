import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { empty, route, type Access } from '#shared/http';
import { problem, Problem } from '#shared/problem';
import type { Answers } from '../../../src/shared/http/answers.ts';
import { createCsrf } from '../../../src/shared/http/csrf.ts';
import type { LanguageChoice } from '../../../src/shared/http/language-choice.ts';
import { routeHandler } from '../../../src/shared/http/route-handler.ts';

const csrf = createCsrf({ origin: 'https://mocua.example', cookie: 'csrf', key: Buffer.alloc(32) });
const language = { of: () => 'vi' } as unknown as LanguageChoice;
const answers = { reply: async () => undefined } as unknown as Answers;

/** A request whose body says whether anybody has looked at it. */
function arriving(body: Buffer, headers: Readonly<Record<string, string>>) {
  const seen = { bytes: 0 };
  const ctx = {
    state: {},
    params: {},
    querystring: '',
    get: (name: string) => headers[name.toLowerCase()] ?? '',
    is: (wanted: string) => ((headers['content-type'] ?? '').startsWith(wanted) ? wanted : false),
    set: () => undefined,
    cookies: { get: () => undefined, set: () => undefined },
    req: Readable.from(
      (function* () {
        seen.bytes += body.length;
        yield body;
      })(),
    ),
  };
  return { ctx: ctx as unknown as Context, seen };
}

const nobody: Access<null> = {
  name: 'nobody',
  admit: () => {
    throw problem('access.denied');
  },
};
const sender = (who: Access<null>, surface: 'page' | 'api') =>
  routeHandler(
    route({
      method: 'POST',
      path: '/x',
      who,
      surface,
      limit: 4_194_304,
      body: z.unknown(),
      accepts: 'json',
      handle: async () => empty(),
    }),
    { csrf, language, answers },
  );
const refusal = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Problem ? { code: error.code, detail: error.detail } : error),
  );
const json = { 'content-type': 'application/json' };

describe('a body', () => {
  it.each(['page', 'api'] as const)('is not read before the caller of a route is known: %s', async (surface) => {
    const { ctx, seen } = arriving(Buffer.alloc(4_000_000, '['), json);
    expect(await refusal(sender(nobody, surface)(ctx))).toMatchObject({ code: 'access.denied' });
    expect(seen.bytes).toBe(0);
  });

  it('that another site sends is refused before anybody asks who calls', async () => {
    const { ctx, seen } = arriving(Buffer.from('{}'), { ...json, 'sec-fetch-site': 'cross-site' });
    expect(await refusal(sender(nobody, 'page')(ctx))).toMatchObject({ code: 'request.forged' });
    expect(seen.bytes).toBe(0);
  });

  const anybody: Access<null> = { name: 'anybody', admit: async () => ({ principal: null }) };
  const nested = (depth: number, inside = ''): string => `${'[{"a":'.repeat(depth / 2)}[${inside}]${'}]'.repeat(depth / 2)}`;

  it.each([
    ['4 MB of [', '['.repeat(4_000_000)],
    ['4 MB of {"a":', '{"a":'.repeat(800_000)],
    ['one level too many', `[${nested(32)}]`.slice(0, -1)],
  ])('of JSON is not parsed when it is nested too deep: %s', async (_name, body) => {
    const { ctx } = arriving(Buffer.from(body), json);
    expect(await refusal(sender(anybody, 'api')(ctx))).toMatchObject({
      code: 'request.invalid',
      detail: expect.stringContaining('nested'),
    });
  });

  it('of JSON may be as deep as that, and brackets in a text are no depth', async () => {
    for (const body of [nested(30), JSON.stringify({ a: '['.repeat(5000), b: '\\"[[[['.repeat(100) })]) {
      expect(await refusal(sender(anybody, 'api')(arriving(Buffer.from(body), json).ctx))).toBeNull();
    }
  });
});
