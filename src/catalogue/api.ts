import { z } from 'zod';
import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import { empty, json, route, type Access, type EmptyReply, type JsonReply, type Request, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { agencyCode, date } from './import/content.ts';
import * as schemas from './api-schemas.ts';
import { openapi } from './openapi.ts';
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
  .transform(Number)
  .pipe(z.int().min(1));
const short = z.string().min(1).max(60);
const procedureQuery = z.object({
  q: z
    .string()
    .max(longestQuestion, `must have ${String(longestQuestion)} characters or fewer`)
    .describe('Words with or without marks, everyday words, or a code.')
    .optional(),
  agency: short.describe('Code of the agency in charge.').optional(),
  field: short.describe('Code of the field.').optional(),
  audience: schemas.audiences.describe('Whom it is for.').optional(),
  online: schemas.onlineLevels.describe('How much of it can be done online.').optional(),
  page: numeric.pipe(z.int().min(1).max(10_000)).describe('Pages of 20.').optional(),
});
const versionQuery = z.object({
  version: numeric.describe('The number of a version; without it, the one that holds today.').optional(),
});
const onDay = (words: string) => z.object({ on: date.describe(words).optional() });
const dayQuery = onDay('The day the answer is for; without it, today in Vietnam.');
const unitQuery = dayQuery.extend({
  parent: z
    .string()
    .regex(/^\d{2,5}$/, 'must be the code of a unit, 2 to 5 digits')
    .describe('Code of the unit above; without it, the provinces.')
    .optional(),
});
const codeOf = (what: string) => z.object({ code: z.string().describe(`Code of the ${what}`) });
const cache = 'public, max-age=60, must-revalidate';

/** A procedure as the API shows it: the content with names for codes, without the words only search needs. */
export function apiProcedure({ content, validTo, agencyName, fieldName, current }: Procedure): z.output<typeof schemas.procedure> {
  const { keywords: _searchedOnly, agency, field, ...rest } = content;
  return { ...rest, validTo, agency: { code: agency, name: agencyName }, field: { code: field, name: fieldName }, current };
}

/** JSON with a strong validator over its bytes (RFC 9110 section 8.8.3), or 304 when the caller has it. */
function cached<Body>({ koa }: Request, body: Body): JsonReply<Body, 200> | EmptyReply<304> {
  const tag = `"${sha256(JSON.stringify(body)).toString('base64url').slice(0, 27)}"`;
  koa.set('ETag', tag);
  const known = koa
    .get('if-none-match')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*') ? empty(304) : json(body);
}

/** What every address here answers: something, or that it is as it was. */
const said = <const Body extends z.ZodType>(id: string, summary: string, body: Body) => ({
  id,
  summary,
  answers: {
    200: { means: summary, body, headers: { ETag: 'Send it back as If-None-Match.' } },
    304: { means: 'Nothing has changed since the ETag in If-None-Match.' },
  },
  refuses: { 'page.not-found': 'There is no such thing, or not on that day; `detail` says when there is.' },
});

const noSuchProcedure = (): Error => problem('page.not-found', { detail: 'no such procedure or version' });

/** `/api/…`: the public read API. */
export function apiRoutes({ db, clock, publicUrl }: { readonly db: Db; readonly clock: Clock; readonly publicUrl: URL }): Route[] {
  const found = async (given: string, version: number | undefined): Promise<Procedure> => {
    const procedure = await findProcedure(db, given, { version: version ?? null, day: today(clock) });
    if (procedure === null) throw noSuchProcedure();
    return procedure;
  };
  const routes = [
    route({
      method: 'GET',
      path: '/api/procedures',
      surface: 'api',
      who: anybody,
      cache,
      operation: said('searchProcedures', 'Search procedures', schemas.procedureList),
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
      operation: said('readProcedure', 'One procedure', schemas.procedure),
      params: codeOf('procedure'),
      query: versionQuery,
      handle: async (call) => cached(call, apiProcedure(await found(call.params.code, call.query.version))),
    }),
    route({
      method: 'GET',
      path: '/api/procedures/:code/versions',
      surface: 'api',
      who: anybody,
      cache,
      operation: said('listVersions', 'Versions of a procedure', schemas.versionList),
      params: codeOf('procedure'),
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
      operation: said('readRecord', 'The binding record (LayThuTuc)', schemas.record),
      params: codeOf('procedure'),
      query: versionQuery,
      async handle(call) {
        const { content } = await found(call.params.code, call.query.version);
        const record = await findRecord(db, content.code, content.version);
        if (record === null) throw noSuchProcedure();
        return cached(call, record);
      },
    }),
    route({
      method: 'GET',
      path: '/api/agencies',
      surface: 'api',
      who: anybody,
      cache,
      operation: said('listAgencies', 'Agencies', schemas.agencyList),
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
      operation: said('readAgency', 'One agency', schemas.agency),
      params: codeOf('agency'),
      query: onDay('A day on which it has to be valid; without it, the agency as it is today or, when it has ended, as it last was.'),
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
      operation: said('listUnits', 'Administrative units', schemas.unitList),
      query: unitQuery,
      async handle(call) {
        const on = call.query.on ?? today(clock);
        const items = await listUnits(db, call.query.parent ?? null, on);
        return cached(call, { total: items.length, on, items });
      },
    }),
  ];
  const description = openapi(publicUrl, routes);
  const itself = route({
    method: 'GET',
    path: '/api/openapi.json',
    surface: 'api',
    who: anybody,
    cache,
    handle: async (call) => cached(call, description),
  });
  return [itself, ...routes];
}
