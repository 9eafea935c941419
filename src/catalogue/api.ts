import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import { empty, json, route, type Access, type Reply, type Request, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { agencyCode, date } from './import/content.ts';
import { openApi } from './openapi.ts';
import { findProcedure, findRecord, listVersions, type Procedure } from './procedures.ts';
import { findAgency, listAgencies, listUnits } from './registers.ts';
import { longestQuestion } from './search/question.ts';
import { search } from './search/search.ts';
import { today } from './today.ts';

/** Anybody from anywhere: nothing here depends on a cookie, so pages of every origin may read it. */
const anybody: Access<null> = {
  name: 'anyone',
  async admit({ koa }) {
    koa.set('Access-Control-Allow-Origin', '*');
    koa.set('Access-Control-Expose-Headers', 'ETag');
    koa.set('Cross-Origin-Resource-Policy', 'cross-origin');
    return { principal: null };
  },
};

const numeric = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'must be a whole number from 1')
  .transform(Number);
const short = z.string().min(1).max(60);
const procedureQuery = z.object({
  q: z
    .string()
    .max(longestQuestion, `must have ${String(longestQuestion)} characters or fewer`)
    .optional(),
  agency: short.optional(),
  field: short.optional(),
  audience: z.enum(['citizen', 'business']).optional(),
  online: z.enum(['full', 'partial', 'none']).optional(),
  page: numeric.pipe(z.int().max(10_000)).optional(),
});
const versionQuery = z.object({ version: numeric.optional() });
const dayQuery = z.object({ on: date.optional() });
const unitQuery = dayQuery.extend({
  parent: z
    .string()
    .regex(/^\d{2,5}$/, 'must be the code of a unit, 2 to 5 digits')
    .optional(),
});
const code = z.object({ code: z.string() });
const cache = 'public, max-age=60, must-revalidate';

/** A procedure as the API shows it: the content with names for codes, without the words only search needs. */
export function apiProcedure({ content, validTo, agencyName, fieldName, current }: Procedure): object {
  const { keywords: _searchedOnly, agency, field, ...rest } = content;
  return { ...rest, validTo, agency: { code: agency, name: agencyName }, field: { code: field, name: fieldName }, current };
}

/** JSON with a strong validator over its bytes (RFC 9110 section 8.8.3), or 304 when the caller has it. */
function cached({ koa }: Request, body: object): Reply {
  const tag = `"${sha256(JSON.stringify(body)).toString('base64url').slice(0, 27)}"`;
  koa.set('ETag', tag);
  const known = koa
    .get('if-none-match')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*') ? empty(304) : json(body);
}

/** `/api/…`: the public read API. */
export function apiRoutes({ db, clock, publicUrl }: { readonly db: Db; readonly clock: Clock; readonly publicUrl: URL }): Route[] {
  const description = openApi(publicUrl);
  const found = async (given: string, version: number | undefined): Promise<Procedure> => {
    const procedure = await findProcedure(db, given, { version: version ?? null, day: today(clock) });
    if (procedure === null) throw problem('page.not-found', { detail: 'no such procedure or version' });
    return procedure;
  };
  return [
    route({
      method: 'GET',
      path: '/api/openapi.json',
      surface: 'api',
      who: anybody,
      cache,
      handle: async (call) => cached(call, description),
    }),
    route({
      method: 'GET',
      path: '/api/procedures',
      surface: 'api',
      who: anybody,
      cache,
      query: procedureQuery,
      async handle(call) {
        const { q, page, ...filters } = call.query;
        const { total, items, page: shown } = await search(db, q ?? '', { filters, page: page ?? 1, day: today(clock) });
        return cached(call, { total, page: shown, items });
      },
    }),
    route({
      method: 'GET',
      path: '/api/procedures/:code',
      surface: 'api',
      who: anybody,
      cache,
      params: code,
      query: versionQuery,
      handle: async (call) => cached(call, apiProcedure(await found(call.params.code, call.query.version))),
    }),
    route({
      method: 'GET',
      path: '/api/procedures/:code/versions',
      surface: 'api',
      who: anybody,
      cache,
      params: code,
      async handle(call) {
        const { content } = await found(call.params.code, undefined);
        const items = await listVersions(db, content.code);
        return cached(call, { total: items.length, items });
      },
    }),
    route({
      method: 'GET',
      path: '/api/procedures/:code/record',
      surface: 'api',
      who: anybody,
      cache,
      params: code,
      query: versionQuery,
      async handle(call) {
        const { content } = await found(call.params.code, call.query.version);
        return cached(call, (await findRecord(db, content.code, content.version)) ?? {});
      },
    }),
    route({
      method: 'GET',
      path: '/api/agencies',
      surface: 'api',
      who: anybody,
      cache,
      query: dayQuery,
      async handle(call) {
        const items = await listAgencies(db, call.query.on ?? today(clock));
        return cached(call, { total: items.length, items });
      },
    }),
    route({
      method: 'GET',
      path: '/api/agencies/:code',
      surface: 'api',
      who: anybody,
      cache,
      params: code,
      query: dayQuery,
      async handle(call) {
        const day = call.query.on ?? today(clock);
        const history = agencyCode.safeParse(call.params.code).success ? await findAgency(db, call.params.code) : [];
        const [last] = history;
        if (last === undefined) throw problem('page.not-found', { detail: 'no such agency' });
        const agency = history.find((each) => each.validFrom <= day && (each.validTo === null || each.validTo >= day));
        if (agency !== undefined) return cached(call, agency);
        // Whoever names no day asks who this is, and an agency that has ended says who took over its work.
        if (call.query.on === undefined) return cached(call, last);
        const when = history.map(({ validFrom, validTo }) => `from ${validFrom}${validTo === null ? '' : ` to ${validTo}`}`).toReversed();
        throw problem('page.not-found', { detail: `${last.code} is not valid on ${day}; it is valid ${when.join(' and ')}` });
      },
    }),
    route({
      method: 'GET',
      path: '/api/units',
      surface: 'api',
      who: anybody,
      cache,
      query: unitQuery,
      async handle(call) {
        const on = call.query.on ?? today(clock);
        const items = await listUnits(db, call.query.parent ?? null, on);
        return cached(call, { total: items.length, on, items });
      },
    }),
  ];
}
