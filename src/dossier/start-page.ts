import { z } from 'zod';
import { problem, redirect, route, show, type Route } from '#shared/http';
import type { Language } from '#shared/i18n';
import { page, type FieldError } from '#shared/view';
import { messages } from './messages/index.ts';
import { authorityAt, hasOneAgency } from './offices.ts';
import type { Parts } from './parts.ts';
import { fileable, onlineFees, processingTime, type FeeItem, type Procedure } from './procedure.ts';
import { dossierProblem } from './problems.ts';

export interface StartModel {
  readonly code: string;
  readonly name: string;
  readonly fees: readonly FeeItem[];
  readonly time: { readonly amount: number; readonly unit: 'working-days' | 'working-hours' | 'days' } | null;
  readonly documents: readonly { readonly name: string; readonly required: boolean }[];
  readonly drafts: readonly { readonly id: string; readonly updatedAt: string }[];
  /** Who decides: by name, or with words for the place still to be chosen. */
  readonly authority: string;
  /** Where somebody may file, by the code of its one-stop counter; empty when the procedure has one receiving agency. */
  readonly places: readonly { readonly value: string; readonly text: string }[];
  readonly agency: string;
  /** The catalogue could not be asked: this is what it said last. */
  readonly stale: boolean;
  readonly errors: readonly FieldError[];
}

export const startPage = page<StartModel>('dossier/start', {
  choose: {
    code: '3.000347',
    name: 'Đổi giấy phép lái xe',
    fees: [{ code: 'gplx', name: 'Lệ phí cấp giấy phép lái xe', amount: 115000, kind: 'fee' }],
    time: { amount: 5, unit: 'working-days' },
    documents: [
      { name: 'Ảnh chân dung nền trắng', required: true },
      { name: 'Giấy khám sức khỏe', required: false },
    ],
    drafts: [{ id: '01890000-0000-7000-8000-000000000001', updatedAt: '2026-03-02T02:00:00Z' }],
    authority: 'Phòng Cảnh sát giao thông, Công an tỉnh, thành phố quý vị chọn',
    places: [{ value: 'H26', text: 'Hà Nội' }],
    agency: 'H26',
    stale: false,
    errors: [],
  },
  'catalogue away': {
    code: '1.001193',
    name: 'Đăng ký khai sinh',
    fees: [],
    time: null,
    documents: [],
    drafts: [],
    authority: 'Ủy ban nhân dân thành phố Hà Nội',
    places: [],
    agency: 'H26',
    stale: true,
    errors: [{ field: '', message: 'Sai' }],
  },
});

const query = z.object({ procedure: z.string().max(60) });
const body = z.object({ procedure: z.string().max(60), agency: z.string().max(35).optional() });

/**
 * Where filing begins: what is needed, what it costs, how long it takes, and who receives it – asked here and nowhere
 * else, from the places that the catalogue says are competent. Then a draft with what the state already knows.
 */
export function startRoutes(parts: Parts): Route[] {
  const { people, procedures, drafts, offices, options } = parts;

  const load = async (code: string) => {
    const found = await procedures.current(code);
    if (found === null) throw problem('page.not-found');
    if (!fileable(found.procedure)) throw dossierProblem('dossier.not-online');
    return found;
  };
  /** Who receives it: one agency with its name, or places to choose from. */
  const receivers = async (procedure: Procedure, lang: Language): Promise<Pick<StartModel, 'authority' | 'places' | 'agency'>> => {
    if (hasOneAgency(procedure)) {
      const agency = procedure.agency.code;
      return { agency, places: [], authority: await offices.competent(options.db, procedure, agency, lang) };
    }
    const list = await offices.inForce();
    // Nobody's dossier goes to an agency they did not choose because the catalogue cannot be asked.
    if (list.length === 0) throw dossierProblem('dossier.catalogue-away', { retryAfter: 30 });
    const { vi, en } = messages;
    return {
      agency: options.defaultAgency,
      places: list.map(({ code, place }) => ({ value: code, text: place[lang] })),
      authority: authorityAt(procedure, { vi: vi.dossier.start.anyPlace, en: en.dossier.start.anyPlace }, lang) ?? '',
    };
  };
  const model = async (personId: string, code: string, lang: Language): Promise<{ model: StartModel; procedure: Procedure }> => {
    const { procedure, stale } = await load(code);
    const own = (await drafts.list(personId)).filter((draft) => draft.code === code);
    return {
      procedure,
      model: {
        code,
        name: procedure.name[lang],
        fees: onlineFees(procedure),
        time: processingTime(procedure),
        documents: procedure.attachments.map(({ name, required }) => ({ name: name[lang], required })),
        drafts: own.map(({ id, updatedAt }) => ({ id, updatedAt: updatedAt.toISOString() })),
        ...(await receivers(procedure, lang)),
        stale,
        errors: [],
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/start',
      who: people.citizen(),
      query,
      handle: async ({ principal, query: { procedure }, lang }) => show(startPage, (await model(principal.id, procedure, lang)).model),
    }),
    route({
      method: 'POST',
      path: '/start',
      who: people.citizen({ formPage: () => '/dossiers' }),
      body,
      async handle(call) {
        const { model: shown, procedure } = await model(call.principal.id, call.body.procedure, call.lang);
        const wanted = shown.places.length === 0 ? shown.agency : (call.body.agency ?? '');
        if (shown.places.length > 0 && !shown.places.some(({ value }) => value === wanted)) {
          return show(startPage, { ...shown, errors: [{ field: 'agency', message: messages[call.lang].dossier.start.chooseAgency }] }, 422);
        }
        // The level is asked for where it is needed: before anything is filled in, not at the end.
        const strong = await people
          .citizen({ level: procedure.requiredAssurance, formPage: () => `/start?procedure=${encodeURIComponent(procedure.code)}` })
          .admit(call);
        if ('instead' in strong) return strong.instead;
        return redirect(`/drafts/${await drafts.begin(strong.principal, procedure, wanted)}`);
      },
    }),
  ];
}
