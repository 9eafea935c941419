import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { problem, route, show, type Route } from '#shared/http';
import { page, type FieldError } from '#shared/view';
import { parseDossierCode } from './code.ts';
import { messages } from './messages/index.ts';
import type { Parts } from './parts.ts';
import type { Status } from './status.ts';

export interface LookupModel {
  readonly code: string;
  /** How far the dossier is; never whose it is or what it says. */
  readonly found: { readonly name: string; readonly status: Status; readonly filedAt: string; readonly dueAt: string | null } | null;
  /** Found by the person whose it is: they can open it. */
  readonly own: boolean;
  readonly errors: readonly FieldError[];
}

export const lookupPage = page<LookupModel>('dossier/lookup', {
  fresh: { code: '', found: null, own: false, errors: [] },
  found: {
    code: 'H26-260302-0001',
    found: { name: 'Đổi giấy phép lái xe', status: 4, filedAt: '2026-03-02T02:00:00Z', dueAt: '2026-03-09T10:00:00Z' },
    own: true,
    errors: [],
  },
  wrong: { code: 'H26-260302-0001', found: null, own: false, errors: [{ field: '', message: 'Không tìm thấy' }] },
});

/** How often one code and one address may ask in a quarter of an hour. */
const MOST = { code: 10, address: 60 };

/** `/lookup`: by code and the secret on the receipt, without signing in. A wrong code and a wrong secret look the same. */
export function lookupRoutes(parts: Parts): Route[] {
  const { options, people, dossiers, procedures } = parts;
  const limiter = (name: keyof typeof MOST): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: options.db.pool,
      storeType: 'pool',
      schemaName: 'dossier',
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: `lookup-${name}`,
      points: MOST[name],
      duration: 900,
    });
  const limits = { code: limiter('code'), address: limiter('address') };
  const take = async (name: keyof typeof MOST, key: string): Promise<void> => {
    try {
      await limits[name].consume(options.blindIndex('lookup', key).toString('base64url'));
    } catch (cause) {
      if (!(cause instanceof RateLimiterRes)) throw cause;
      throw problem('limit.exceeded', { retryAfter: Math.max(1, Math.ceil(cause.msBeforeNext / 1000)) });
    }
  };
  return [
    route({
      method: 'GET',
      path: '/lookup',
      who: people.visitor,
      query: z.object({ code: z.string().max(60).optional() }),
      handle: async ({ query }) => show(lookupPage, { code: query.code ?? '', found: null, own: false, errors: [] }),
    }),
    route({
      method: 'POST',
      path: '/lookup',
      who: people.visitor,
      body: z.object({ code: z.string().max(100), secret: z.string().max(100) }),
      async handle({ principal, body, ip, lang }) {
        const parsed = parseDossierCode(body.code);
        await take('address', ip);
        await take('code', parsed?.code ?? body.code.slice(0, 60));
        const dossier = parsed === null ? null : await dossiers.byCode(options.db, parsed.code);
        if (dossier === null || !dossiers.hasSecret(dossier, body.secret)) {
          return show(
            lookupPage,
            { code: body.code, found: null, own: false, errors: [{ field: '', message: messages[lang].dossier.lookup.nothing }] },
            404,
          );
        }
        const procedure = await procedures.at(options.db, dossier.procedure_code, dossier.procedure_version);
        return show(lookupPage, {
          code: dossier.code,
          found: {
            name: procedure.name[lang],
            status: dossier.status,
            filedAt: dossier.filed_at.toISOString(),
            dueAt: dossier.due_at?.toISOString() ?? null,
          },
          own: principal?.id === dossier.person_id,
          errors: [],
        });
      },
    }),
  ];
}
