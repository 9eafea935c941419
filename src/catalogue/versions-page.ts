import { z } from 'zod';
import type { Localised } from '#forms';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import { differences, type Difference } from './differences.ts';
import type { CatalogueOptions } from './options.ts';
import { findProcedure, listVersions, type VersionSummary } from './procedures.ts';
import { today } from './today.ts';

export interface VersionsModel {
  readonly code: string;
  readonly name: Localised;
  readonly versions: readonly VersionSummary[];
  readonly compared: { readonly from: number; readonly to: number; readonly differences: readonly Difference[] } | null;
}

const sample: VersionsModel = {
  code: '3.000347',
  name: { vi: 'Đổi giấy phép lái xe', en: 'Exchange of a driving licence' },
  versions: [
    { version: 2, validFrom: '2025-03-01', validTo: null },
    { version: 1, validFrom: '2019-12-09', validTo: '2025-02-28' },
  ],
  compared: {
    from: 1,
    to: 2,
    differences: [
      { part: 'agency', before: ['G04'], after: ['G01'] },
      { part: 'conditions', before: [], after: ['Có giấy phép.'] },
    ],
  },
};

export const versionsPage = page<VersionsModel>('catalogue/versions', {
  two: sample,
  same: { ...sample, compared: { from: 1, to: 2, differences: [] } },
  one: { ...sample, versions: sample.versions.slice(1), compared: null },
});

const number = z.coerce.number().int().min(1).max(10_000).optional().catch(undefined);

/** `/procedures/<code>/versions?from=&to=` — every published version, and what changed between two (the last two unless asked). */
export function versionsRoute({ db, clock, rp }: CatalogueOptions): Route {
  return route({
    method: 'GET',
    path: '/procedures/:code/versions',
    who: rp.visitor,
    params: z.object({ code: z.string() }),
    query: z.object({ from: number, to: number }),
    async handle({ params: { code }, query, lang }) {
      const day = today(clock);
      const find = (version: number | null) => findProcedure(db, code, { version, day });
      const present = await find(null);
      if (present === null) throw problem('page.not-found');
      const versions = await listVersions(db, code);
      const to = query.to ?? versions[0]?.version;
      const from = query.from ?? versions.find(({ version }) => to !== undefined && version < to)?.version;
      const [before, after] = [from === undefined ? null : await find(from), to === undefined ? null : await find(to)];
      const compared =
        before === null || after === null
          ? null
          : { from: before.content.version, to: after.content.version, differences: differences(before.content, after.content, lang) };
      return show(versionsPage, { code, name: present.content.name, versions, compared });
    },
  });
}
