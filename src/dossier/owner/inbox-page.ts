import { many, run } from '#shared/db';
import { route, type Route, show } from '#shared/http';
import { page } from '#shared/view';
import { inboxOf, markRead } from './inbox-sql.ts';
import type { OwnerParts } from './parts.ts';

export interface InboxModel {
  readonly messages: readonly {
    readonly id: string;
    readonly template: string;
    readonly code: string;
    readonly at: string;
    readonly fresh: boolean;
  }[];
}

export const inboxPage = page<InboxModel>('dossier/inbox', {
  some: {
    messages: [
      {
        id: '01890000-0000-7000-8000-000000000001',
        template: 'status-5',
        code: 'H26-260302-0001',
        at: '2026-03-02T02:00:00Z',
        fresh: true,
      },
    ],
  },
  none: { messages: [] },
});

/** `/inbox`: everything that has happened in a person's dossiers, newest first; opening it marks it read. */
export function inboxRoute({ db, clock, people }: OwnerParts): Route {
  return route({
    method: 'GET',
    path: '/inbox',
    who: people.citizen(),
    async handle({ principal }) {
      const rows = await many(db, inboxOf, [principal.id]);
      if (rows.some((row) => row.read_at === null)) await run(db, markRead, [principal.id, clock.now()]);
      return show(inboxPage, {
        messages: rows.map((row) => ({
          id: row.id,
          template: row.template,
          code: row.code,
          at: row.at.toISOString(),
          fresh: row.read_at === null,
        })),
      });
    },
  });
}
