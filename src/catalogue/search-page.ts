import { z } from 'zod';
import { route, show, type Route } from '#shared/http';
import type { Localised } from '#forms';
import { page } from '#shared/view';
import type { CatalogueOptions } from './options.ts';
import { search, type Facet, type Filters, type Found, type Hit } from './search/search.ts';
import { today } from './today.ts';

export interface FacetChoice {
  readonly value: string;
  /** Null where the texts name the value. */
  readonly name: Localised | null;
  readonly count: number;
  readonly chosen: boolean;
  readonly href: string;
}

export interface SearchModel {
  readonly q: string;
  readonly cut: boolean;
  readonly how: Found['how'];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly items: readonly Hit[];
  readonly facets: readonly { readonly facet: Facet; readonly choices: readonly FacetChoice[] }[];
  readonly previous: string | null;
  readonly next: string | null;
  /** What else the form has to keep when the question changes. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

const sample: Hit = {
  code: '3.000347',
  version: 2,
  name: { vi: 'Đổi giấy phép lái xe', en: 'Exchange of a driving licence' },
  summary: { vi: 'Đổi giấy phép lái xe sắp hết hạn.', en: 'Exchange a driving licence that expires.' },
  agency: { code: 'G01', name: { vi: 'Bộ Công an', en: 'Ministry of Public Security' } },
  field: { code: 'transport', name: { vi: 'Giao thông, đường bộ', en: 'Transport and roads' } },
  audience: ['citizen'],
  online: 'full',
};
const several: SearchModel = {
  q: 'đổi bằng lái',
  cut: false,
  how: 'words',
  total: 41,
  page: 2,
  pages: 3,
  items: [sample, { ...sample, code: 'MC.054001', online: 'partial', audience: ['citizen', 'business'] }],
  facets: [
    { facet: 'field', choices: [{ value: 'transport', name: sample.field.name, count: 2, chosen: true, href: '/search?q=x' }] },
    { facet: 'online', choices: [{ value: 'full', name: null, count: 1, chosen: false, href: '/search?q=x&online=full' }] },
  ],
  previous: '/search?q=x&page=1',
  next: '/search?q=x&page=3',
  kept: [{ name: 'field', value: 'transport' }],
};

export const searchResultsPage = page<SearchModel>('catalogue/search', {
  several,
  similar: { ...several, how: 'similar', cut: true, page: 1, pages: 1, previous: null, next: null },
  nothing: { ...several, how: 'similar', total: 0, items: [], facets: [], page: 1, pages: 1, previous: null, next: null },
  'past the end': { ...several, page: 9, items: [], next: null },
});

/** A page has room for any question; what cannot be a filter or a page number is as if it were not there. */
const lenient = z.object({
  q: z.string().optional(),
  agency: z.string().max(40).optional().catch(undefined),
  field: z.string().max(40).optional().catch(undefined),
  audience: z.enum(['citizen', 'business']).optional().catch(undefined),
  online: z.enum(['full', 'partial', 'none']).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).optional().catch(undefined),
});
const facetOrder: readonly Facet[] = ['field', 'agency', 'audience', 'online'];

/** `/search?q=&field=&agency=&audience=&online=&page=` — bookmarkable; every choice is a link. */
export function searchRoute({ db, clock, rp }: CatalogueOptions): Route {
  return route({
    method: 'GET',
    path: '/search',
    who: rp.visitor,
    query: lenient,
    async handle({ query: { q, page: number, ...filters } }) {
      const found = await search(db, q ?? '', { filters, page: number ?? 1, day: today(clock) });
      return show(searchResultsPage, searchModel(found, filters));
    },
  });
}

function searchModel(found: Found, filters: Filters): SearchModel {
  const { question } = found;
  const address = (change: Readonly<Record<string, string | undefined>>): string => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ q: question.text, ...filters, ...change }))
      if (value !== undefined && value !== '') parameters.set(name, value);
    return `/search${parameters.size > 0 ? `?${parameters.toString()}` : ''}`;
  };
  return {
    q: question.text,
    cut: question.cut,
    how: found.how,
    total: found.total,
    page: found.page,
    pages: found.pages,
    items: found.items,
    facets: facetOrder
      .map((facet) => ({
        facet,
        choices: found.facets[facet].map((choice) => {
          const chosen = filters[facet] === choice.value;
          return { ...choice, chosen, href: address({ [facet]: chosen ? undefined : choice.value }) };
        }),
      }))
      .filter(({ choices }) => choices.length > 0),
    previous: found.page > 1 ? address({ page: String(Math.min(found.page, found.pages + 1) - 1) }) : null,
    next: found.page < found.pages ? address({ page: String(found.page + 1) }) : null,
    kept: facetOrder.flatMap((name) => (filters[name] === undefined ? [] : [{ name, value: filters[name] }])),
  };
}
