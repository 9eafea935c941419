import { many, type Tx } from '#shared/db';
import type { Localised } from '#forms';
import { allWords, anyWord, readQuestion, type Question } from './question.ts';
import { meaningsOf, searchFacets, searchPage } from './search-sql.ts';

export interface Filters {
  readonly agency?: string | undefined;
  readonly field?: string | undefined;
  readonly audience?: 'citizen' | 'business' | undefined;
  readonly online?: 'full' | 'partial' | 'none' | undefined;
}

export interface Hit {
  readonly code: string;
  readonly version: number;
  readonly name: Localised;
  readonly summary: Localised;
  readonly agency: { readonly code: string; readonly name: Localised };
  readonly field: { readonly code: string; readonly name: Localised };
  readonly audience: readonly ('citizen' | 'business')[];
  readonly online: 'full' | 'partial' | 'none';
}

export type Facet = 'agency' | 'field' | 'online' | 'audience';

export interface Found {
  /** By which means something was found; `some-words` and `similar` say that nothing matches wholly. */
  readonly how: 'all' | 'code' | 'words' | 'some-words' | 'similar';
  readonly question: Question;
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly items: readonly Hit[];
  readonly facets: Readonly<Record<Facet, readonly { readonly value: string; readonly name: Localised | null; readonly count: number }[]>>;
}

export const pageSize = 20;

/**
 * Finds the procedures that hold on `day`. An empty question lists all. First a code, then all the words or what everyday
 * words mean, then some of the words, then words that are spelled alike; the first way that finds anything answers.
 */
export async function search(
  tx: Tx,
  asked: string,
  { filters, page, day }: { readonly filters: Filters; readonly page: number; readonly day: string },
): Promise<Found> {
  const question = readQuestion(asked);
  const synonyms = question.phrases.length === 0 ? [] : await many(tx, meaningsOf, [question.phrases]);
  const outer = outermost(synonyms);
  const meanings = [...new Set(outer.map(({ meaning }) => meaning))].slice(0, 6);
  const same = outer.filter(({ phrase }) => phrase === question.whole || phrase === question.folded).map(({ meaning }) => meaning);
  const filtered = [filters.agency ?? null, filters.field ?? null, filters.audience ?? null, filters.online ?? null];
  const rest = [day, ...filtered, [question.whole, question.folded, ...same], meanings.filter((meaning) => !same.includes(meaning))];
  const marked = question.marked.join(' & ');
  for (const { how, values } of ways(question, meanings, marked)) {
    const counts = await many(tx, searchFacets, [...values, ...rest]);
    // Only what was asked for decides whether this way found something, not the filters.
    if (counts.length === 0 && how !== 'similar' && how !== 'all') continue;
    const total = counts.find(({ facet }) => facet === 'total')?.count ?? 0;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    const rows = page > pages ? [] : await many(tx, searchPage, [...values, ...rest, pageSize, (page - 1) * pageSize]);
    const facet = (name: Facet) =>
      counts
        .filter((row) => row.facet === name)
        .map((row) => ({
          value: row.value,
          count: row.count,
          name: row.name_vi === null || row.name_en === null ? null : { vi: row.name_vi, en: row.name_en },
        }));
    return {
      how,
      question,
      total,
      page,
      pages,
      items: rows.map((row) => ({
        code: row.code,
        version: row.version,
        name: { vi: row.name_vi, en: row.name_en },
        summary: { vi: row.summary_vi, en: row.summary_en },
        agency: { code: row.agency_code, name: { vi: row.agency_vi, en: row.agency_en } },
        field: { code: row.field_code, name: { vi: row.field_vi, en: row.field_en } },
        audience: row.audience,
        online: row.online,
      })),
      facets: { agency: facet('agency'), field: facet('field'), online: facet('online'), audience: facet('audience') },
    };
  }
  throw new Error('the last way always answers');
}

/** The ways to try, in order; the last one always answers. */
function ways(question: Question, meanings: readonly string[], marked: string): { how: Found['how']; values: readonly string[] }[] {
  if (question.text === '') return [{ how: 'all', values: ['all', '', '', ''] }];
  const some = anyWord(question);
  return [
    ...(question.code === null ? [] : [{ how: 'code' as const, values: ['code', '', '', question.code] }]),
    ...(question.words.length === 0
      ? []
      : [{ how: 'words' as const, values: ['words', allWords(question, meanings), marked, question.folded] }]),
    ...(some === '' ? [] : [{ how: 'some-words' as const, values: ['words', some, marked, question.folded] }]),
    { how: 'similar', values: ['similar', '', '', question.folded] },
  ];
}

/** Everyday words inside longer everyday words that are in the question too say nothing more. */
function outermost<Row extends { readonly phrase: string }>(found: readonly Row[]): Row[] {
  return found.filter(({ phrase }) => !found.some((other) => other.phrase !== phrase && ` ${other.phrase} `.includes(` ${phrase} `)));
}
