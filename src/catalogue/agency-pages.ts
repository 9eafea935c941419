import { z } from 'zod';
import { many } from '#shared/db';
import type { Localised } from '#forms';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import { agencyCode } from './import/content.ts';
import type { CatalogueOptions } from './options.ts';
import { proceduresOfAgency } from './procedures-sql.ts';
import { findAgency, listAgencies, type Agency } from './registers.ts';
import { today } from './today.ts';

export interface AgenciesModel {
  readonly groups: readonly {
    readonly kind: Agency['kind'];
    readonly agencies: readonly { readonly code: string; readonly name: Localised }[];
  }[];
}

export interface AgencyModel {
  /** Newest first. */
  readonly history: readonly [Agency, ...Agency[]];
  readonly procedures: readonly { readonly code: string; readonly name: Localised; readonly online: 'full' | 'partial' | 'none' }[];
}

const police: Agency = {
  code: 'G01',
  validFrom: '2020-07-22',
  validTo: null,
  kind: 'ministry',
  name: { vi: 'Bộ Công an', en: 'Ministry of Public Security' },
  unit: null,
  successor: null,
  unconfirmed: [],
};

export const agenciesPage = page<AgenciesModel>('catalogue/agencies', {
  all: {
    groups: [
      { kind: 'ministry', agencies: [police] },
      {
        kind: 'province',
        agencies: [{ code: 'H26', name: { vi: 'Ủy ban nhân dân thành phố Hà Nội', en: 'People’s Committee of Hanoi City' } }],
      },
    ],
  },
});

export const agencyPage = page<AgencyModel>('catalogue/agency', {
  present: {
    history: [police],
    procedures: [{ code: '3.000347', name: { vi: 'Đổi giấy phép lái xe', en: 'Exchange of a driving licence' }, online: 'full' }],
  },
  ended: { history: [{ ...police, code: 'H02', validTo: '2025-06-30', successor: 'H05', unconfirmed: ['code'] }], procedures: [] },
});

const kinds = ['ministry', 'province', 'court', 'enterprise', 'other'] as const;

/** `/agencies` and `/agencies/<code>`; an agency that has ended keeps its page and names its successor. */
export function agencyRoutes({ db, clock, rp }: CatalogueOptions): Route[] {
  return [
    route({
      method: 'GET',
      path: '/agencies',
      who: rp.visitor,
      async handle() {
        const all = await listAgencies(db, today(clock));
        const groups = kinds
          .map((kind) => ({ kind, agencies: all.filter((agency) => agency.kind === kind) }))
          .filter(({ agencies }) => agencies.length > 0);
        return show(agenciesPage, { groups });
      },
    }),
    route({
      method: 'GET',
      path: '/agencies/:code',
      who: rp.visitor,
      params: z.object({ code: z.string() }),
      async handle({ params: { code } }) {
        const [newest, ...older] = agencyCode.safeParse(code).success ? await findAgency(db, code) : [];
        if (newest === undefined) throw problem('page.not-found');
        const procedures = await many(db, proceduresOfAgency, [code, today(clock)]);
        return show(agencyPage, {
          history: [newest, ...older],
          procedures: procedures.map((row) => ({ code: row.code, name: { vi: row.name_vi, en: row.name_en }, online: row.online })),
        });
      },
    }),
  ];
}
