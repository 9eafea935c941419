import { z } from 'zod';
import type { Db } from '#shared/db';
import type { Localised } from '#forms';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import type { ProcedureContent } from './import/content.ts';
import type { CatalogueOptions } from './options.ts';
import { findProcedure, listVersions, type Procedure, type VersionSummary } from './procedures.ts';
import { sampleProcedure } from './procedure-sample.ts';
import { agencyOf, keyText, places, type Place } from './registers.ts';
import { fold } from './search/fold.ts';
import { today } from './today.ts';

export interface PlaceChoice {
  readonly value: string;
  readonly old: Localised;
  /** The province that stands there now, when it has another name. */
  readonly now: Localised | null;
}

export interface ProcedureModel {
  readonly content: ProcedureContent;
  readonly validTo: string | null;
  readonly current: boolean;
  readonly agencyName: Localised;
  readonly fieldName: Localised;
  readonly versions: readonly VersionSummary[];
  readonly places: readonly PlaceChoice[];
  /** The chosen place and who decides there; null until one is chosen. */
  readonly local: {
    readonly value: string;
    readonly place: Localised;
    readonly authority: Localised;
    readonly agency: { readonly code: string; readonly name: Localised } | null;
  } | null;
  readonly start: { readonly kind: 'dossier' | 'fines'; readonly href: string } | null;
  /** Model forms named by the documents. */
  readonly hasForms: boolean;
}

const hanoi: PlaceChoice = { value: '01@2025-07-01', old: { vi: 'Hà Nội', en: 'Hanoi' }, now: null };
const sample: ProcedureModel = {
  content: sampleProcedure,
  validTo: null,
  current: true,
  agencyName: { vi: 'Bộ Công an', en: 'Ministry of Public Security' },
  fieldName: { vi: 'Giao thông, đường bộ', en: 'Transport and roads' },
  versions: [
    { version: 2, validFrom: '2025-03-01', validTo: null },
    { version: 1, validFrom: '2019-12-09', validTo: '2025-02-28' },
  ],
  places: [
    hanoi,
    { value: '74@2008-08-01', old: { vi: 'Bình Dương', en: 'Binh Duong' }, now: { vi: 'Thành phố Hồ Chí Minh', en: 'Ho Chi Minh City' } },
  ],
  local: null,
  start: { kind: 'dossier', href: 'http://localhost:3002/start?procedure=3.000347' },
  hasForms: true,
};

export const procedurePage = page<ProcedureModel>('catalogue/procedure', {
  online: sample,
  'with a place': {
    ...sample,
    local: {
      value: hanoi.value,
      place: hanoi.old,
      authority: { vi: 'Phòng Cảnh sát giao thông, Công an Hà Nội', en: 'Traffic Police Division, Public Security of Hanoi' },
      agency: { code: 'H26', name: { vi: 'Ủy ban nhân dân thành phố Hà Nội', en: 'People’s Committee of Hanoi City' } },
    },
  },
  'not online': {
    ...sample,
    start: null,
    current: false,
    validTo: '2025-02-28',
    content: {
      ...sampleProcedure,
      code: 'MC.000001',
      online: 'partial',
      onlinePartialReason: { vi: 'Phải có mặt để khám.', en: 'You have to be examined in person.' },
      start: null,
      form: null,
      documents: [],
      documentsNote: { vi: 'Không cần giấy tờ.', en: 'No papers.' },
      legalBasis: [],
      conditions: null,
      attachments: [],
      unconfirmed: ['code', 'deadline', 'fees', 'legalBasis'],
    },
    hasForms: false,
  },
});

const query = z.object({
  version: z.coerce.number().int().min(1).max(10_000).optional().catch(undefined),
  place: z.string().max(20).optional(),
});

/** `/procedures/<code>` — everything about one procedure, and who decides in the reader's place (`?place=79@2025-07-01`). */
export function procedureRoute({ db, clock, rp, urls }: CatalogueOptions): Route {
  return route({
    method: 'GET',
    path: '/procedures/:code',
    who: rp.visitor,
    params: z.object({ code: z.string() }),
    query,
    async handle({ params, query: { version, place } }) {
      const day = today(clock);
      const procedure = await findProcedure(db, params.code, { version: version ?? null, day });
      if (procedure === null) throw problem('page.not-found');
      const all = procedure.content.authority.vi.includes('{place}') ? await places(db, day) : [];
      const chosen = all.find(({ unit }) => keyText(unit) === place);
      const local = chosen === undefined ? null : await localOf(db, procedure, chosen);
      return show(procedurePage, {
        content: procedure.content,
        validTo: procedure.validTo,
        current: procedure.current,
        agencyName: procedure.agencyName,
        fieldName: procedure.fieldName,
        versions: await listVersions(db, procedure.content.code),
        places: all.map(choiceOf).sort((a, b) => (fold(a.old.vi) < fold(b.old.vi) ? -1 : 1)),
        local,
        start: startOf(procedure, urls, local),
        hasForms: procedure.content.documents.some(({ forms }) => forms.length > 0),
      });
    },
  });
}

const choiceOf = ({ unit, now }: Place): PlaceChoice => ({
  value: keyText(unit),
  old: unit.name,
  now: unit.name.vi === now.name.vi ? null : now.name,
});

async function localOf(db: Db, { content }: Procedure, { unit, now }: Place): Promise<ProcedureModel['local']> {
  const agency = await agencyOf(db, now);
  return {
    value: keyText(unit),
    place: now.name,
    authority: { vi: content.authority.vi.replaceAll('{place}', now.name.vi), en: content.authority.en.replaceAll('{place}', now.name.en) },
    agency: agency === null ? null : { code: agency.code, name: agency.name },
  };
}

/** Only the version in force can be started. Whoever chose a place here is not asked for it again. */
function startOf({ content, current }: Procedure, urls: CatalogueOptions['urls'], local: ProcedureModel['local']): ProcedureModel['start'] {
  if (!current || content.start === null) return null;
  if (content.start === 'fines') return { kind: 'fines', href: new URL('/fines', urls.payment).href };
  const query = new URLSearchParams({ procedure: content.code, ...(local?.agency ? { agency: local.agency.code } : {}) });
  return { kind: 'dossier', href: new URL(`/start?${query.toString()}`, urls.dossier).href };
}
