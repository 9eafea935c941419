import { z } from 'zod';
import type { Citizen } from '#dossier/people';
import { dossierProblem } from '#dossier/problems';
import { authorityAt, type FeeItem, fileable, hasOneAgency, onlineFees, type Procedure, processingTime } from '#dossier/procedures';
import { type Access, redirect, route, type Route, show } from '#shared/http';
import { problem } from '#shared/problem';
import type { Language } from '#shared/texts';
import { type FieldError, page } from '#shared/view';
import { messages } from './messages.ts';
import type { FilingParts } from './parts.ts';
import { proposedPlace, type ProposedPlace } from './proposed-place.ts';

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
  /** Of the places the one that is chosen already, or the receiving agency where there is nothing to choose; empty when nobody knows. */
  readonly agency: string;
  /** Why a place is chosen already; null when none is. */
  readonly proposedFrom: ProposedPlace['from'] | null;
  /** The catalogue could not be asked: this is what it said last. */
  readonly stale: boolean;
  readonly errors: readonly FieldError[];
}

const choose: StartModel = {
  code: '3.000347',
  name: 'Đổi giấy phép lái xe',
  fees: [{ code: 'gplx', name: 'Lệ phí cấp giấy phép lái xe', amount: 115000, kind: 'fee' }],
  time: { amount: 5, unit: 'working-days' },
  documents: [
    { name: 'Ảnh chân dung nền trắng', required: true },
    { name: 'Giấy khám sức khỏe', required: false },
  ],
  drafts: [],
  authority: 'Phòng Cảnh sát giao thông, Công an tỉnh, thành phố quý vị chọn',
  places: [
    { value: 'H26', text: 'Hà Nội' },
    { value: 'H57', text: 'Huế' },
  ],
  agency: '',
  proposedFrom: null,
  stale: false,
  errors: [],
};
export const startPage = page<StartModel>('dossier/start', {
  choose,
  'nothing chosen': { ...choose, errors: [{ field: 'agency', message: messages.vi.start.chooseAgency }] },
  'place proposed': {
    ...choose,
    drafts: [{ id: '01890000-0000-7000-8000-000000000001', updatedAt: '2026-03-02T02:00:00Z' }],
    agency: 'H57',
    proposedFrom: 'address',
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
    proposedFrom: null,
    stale: true,
    errors: [{ field: '', message: 'Sai' }],
  },
});

const agency = z.string().max(35).optional();
const query = z.object({ procedure: z.string().max(60), agency: agency.catch(undefined) });
const body = z.object({ procedure: z.string().max(60), agency });

/**
 * Where filing begins: what is needed, what it costs, how long it takes, and who receives it – asked here and nowhere
 * else, from the places that the catalogue says are competent. Then a draft with what the state already knows.
 */
export function startRoutes(parts: FilingParts): Route[] {
  const { people, procedures, drafts, offices, db } = parts;

  const load = async (code: string) => {
    const found = await procedures.current(code);
    if (found === null) throw problem('page.not-found');
    if (!fileable(found.procedure)) throw dossierProblem('dossier.not-online');
    return found;
  };
  /** The level is asked for on the way here, in one go with signing in: whoever sees the button can press it. */
  const arriving: Access<Citizen> = {
    name: 'signed in at the level of the procedure',
    async admit(request) {
      const { procedure: code } = request.koa.query;
      const found = typeof code === 'string' ? await procedures.current(code) : null;
      const level = found !== null && fileable(found.procedure) ? found.procedure.requiredAssurance : 'LoA1';
      return people.citizen(level === 'LoA1' ? {} : { level }).admit(request);
    },
  };
  /** Who receives it: one agency with its name, or places to choose from. */
  const receivers = async (
    about: { citizen: Citizen; procedure: Procedure; asked: string | undefined },
    lang: Language,
  ): Promise<Pick<StartModel, 'authority' | 'places' | 'agency' | 'proposedFrom'>> => {
    const { procedure } = about;
    if (hasOneAgency(procedure)) {
      const { code } = procedure.agency;
      return { agency: code, proposedFrom: null, places: [], authority: await offices.competent(db, procedure, code, lang) };
    }
    const list = await offices.inForce();
    // Nobody's dossier goes to an agency they did not choose because the catalogue cannot be asked.
    if (list.length === 0) throw dossierProblem('dossier.catalogue-away', { retryAfter: 30 });
    const proposed = await proposedPlace(db, { ...about, offices: list });
    const { vi, en } = messages;
    return {
      agency: proposed?.agency ?? '',
      proposedFrom: proposed?.from ?? null,
      places: list.map(({ code, place }) => ({ value: code, text: place[lang] })),
      authority: authorityAt(procedure, { vi: vi.start.anyPlace, en: en.start.anyPlace }, lang) ?? '',
    };
  };
  const model = async (
    about: { citizen: Citizen; code: string; asked: string | undefined },
    lang: Language,
  ): Promise<{ model: StartModel; procedure: Procedure }> => {
    const { citizen, code, asked } = about;
    const { procedure, stale } = await load(code);
    const own = (await drafts.list(citizen.id)).filter((draft) => draft.code === code);
    return {
      procedure,
      model: {
        code,
        name: procedure.name[lang],
        fees: onlineFees(procedure),
        time: processingTime(procedure),
        documents: procedure.attachments.map(({ name, required }) => ({ name: name[lang], required })),
        drafts: own.map(({ id, updatedAt }) => ({ id, updatedAt: updatedAt.toISOString() })),
        ...(await receivers({ citizen, procedure, asked }, lang)),
        stale,
        errors: [],
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/start',
      who: arriving,
      query,
      handle: async ({ principal, query: { procedure, agency: asked }, lang }) =>
        show(startPage, (await model({ citizen: principal, code: procedure, asked }, lang)).model),
    }),
    route({
      method: 'POST',
      path: '/start',
      who: people.citizen({ formPage: () => '/dossiers' }),
      body,
      async handle(call) {
        const { principal: citizen, body: sent, lang } = call;
        const { model: shown, procedure } = await model({ citizen, code: sent.procedure, asked: sent.agency }, lang);
        const wanted = shown.places.length === 0 ? shown.agency : (sent.agency ?? '');
        if (shown.places.length > 0 && !shown.places.some(({ value }) => value === wanted)) {
          const errors = [{ field: 'agency', message: messages[lang].start.chooseAgency }];
          return show(startPage, { ...shown, agency: '', proposedFrom: null, errors }, 422);
        }
        // The level may have gone since the page was shown; nothing is filled in below it.
        const back = `/start?${new URLSearchParams({ procedure: procedure.code, agency: wanted }).toString()}`;
        const strong = await people.citizen({ level: procedure.requiredAssurance, formPage: () => back }).admit(call);
        if ('instead' in strong) return strong.instead;
        return redirect(`/drafts/${await drafts.begin(strong.principal, procedure, wanted)}`);
      },
    }),
  ];
}
