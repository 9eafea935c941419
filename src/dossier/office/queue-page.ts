import { z } from 'zod';
import type { ReadingParts } from '#dossier/reading';
import { dossiersOfAgency, feeOpen, type Status } from '#dossier/record';
import { many } from '#shared/db';
import { route, type Route, show } from '#shared/http';
import { page } from '#shared/view';

export interface QueueModel {
  readonly agencies: readonly string[];
  readonly chosen: Status | null;
  readonly dossiers: readonly {
    readonly code: string;
    readonly name: string;
    readonly status: Status;
    readonly filedAt: string;
    readonly dueAt: string | null;
    readonly overdue: boolean;
    readonly feeDue: boolean;
  }[];
  /** There are more than the list shows: the ones due first are in it. */
  readonly more: boolean;
}
const sample = {
  code: 'H26-260302-0001',
  name: 'Đổi giấy phép lái xe',
  status: 1,
  filedAt: '2026-03-02T02:00:00Z',
  dueAt: '2026-03-09T10:00:00Z',
  overdue: true,
  feeDue: true,
} as const;
const hanoi = 'Ủy ban nhân dân thành phố Hà Nội (H26)';
export const queuePage = page<QueueModel>('dossier/queue', {
  some: {
    agencies: [hanoi],
    chosen: null,
    dossiers: [sample, { ...sample, code: 'H26-260302-0002', status: 5, dueAt: null, overdue: false, feeDue: false }],
    more: true,
  },
  none: { agencies: [hanoi], chosen: 4, dossiers: [], more: false },
});

/** As many as the statement gives, from each of an officer's agencies. */
const MOST = 200;
/** Statuses an officer may look for; without a choice, those that wait for an officer. */
const CHOICES = [1, 2, 4, 5, 6, 9] as const;
const WAITING = [1, 2, 4, 9];

/** `/queue`: what waits in the agencies of the signed-in officer, due first. */
export function queueRoute({ db, clock, people, offices }: ReadingParts): Route {
  return route({
    method: 'GET',
    path: '/queue',
    who: people.staff(() => '/queue'),
    query: z.object({ status: z.string().optional() }),
    async handle({ principal, query, lang }) {
      const chosen = CHOICES.find((status) => String(status) === query.status) ?? null;
      const lists = await Promise.all(
        principal.officers.map(({ agency }) =>
          many(db, dossiersOfAgency, [agency.split('.')[0], agency, chosen === null ? WAITING : [chosen]]),
        ),
      );
      const rows = [...new Map(lists.flat().map((row) => [row.code, row])).values()];
      const now = clock.now();
      return show(queuePage, {
        agencies: await Promise.all(principal.officers.map(async ({ agency }) => offices.labelOf(db, agency, lang))),
        chosen,
        dossiers: rows.map((row) => ({
          code: row.code,
          name: row.name[lang],
          status: row.status,
          filedAt: row.filed_at.toISOString(),
          dueAt: row.due_at?.toISOString() ?? null,
          overdue: row.due_at !== null && row.due_at < now,
          feeDue: feeOpen(row),
        })),
        more: lists.some((list) => list.length >= MOST),
      });
    },
  });
}
