import { dossiersOfPerson, type Status } from '#dossier/record';
import { many } from '#shared/db';
import { route, type Route, show } from '#shared/http';
import { page } from '#shared/view';
import type { OwnerParts } from './parts.ts';

export interface MineModel {
  readonly drafts: readonly { readonly id: string; readonly name: string; readonly updatedAt: string; readonly keptUntil: string }[];
  readonly dossiers: readonly {
    readonly code: string;
    readonly name: string;
    readonly status: Status;
    readonly filedAt: string;
    readonly dueAt: string | null;
  }[];
  readonly catalogue: string;
}
export const minePage = page<MineModel>('dossier/mine', {
  some: {
    drafts: [
      {
        id: '01890000-0000-7000-8000-000000000001',
        name: 'Đăng ký khai sinh',
        updatedAt: '2026-03-02T02:00:00Z',
        keptUntil: '2027-03-02T02:00:00Z',
      },
    ],
    dossiers: [
      { code: 'H26-260302-0001', name: 'Đổi giấy phép lái xe', status: 4, filedAt: '2026-03-02T02:00:00Z', dueAt: '2026-03-09T10:00:00Z' },
      { code: 'H26-260302-0002', name: 'Đăng ký khai sinh', status: 5, filedAt: '2026-03-02T02:00:00Z', dueAt: null },
    ],
    catalogue: 'http://localhost:3001',
  },
  none: { drafts: [], dossiers: [], catalogue: 'http://localhost:3001' },
});

/** `/dossiers`: what the signed-in person is filling in, and what they have filed, newest first. */
export function myDossiersRoute({ db, urls, people, drafts }: OwnerParts): Route {
  return route({
    method: 'GET',
    path: '/dossiers',
    who: people.citizen(),
    async handle({ principal, lang }) {
      const own = await many(db, dossiersOfPerson, [principal.id]);
      return show(minePage, {
        drafts: (await drafts.list(principal.id)).map(({ id, name, updatedAt, keptUntil }) => ({
          id,
          name: name[lang],
          updatedAt: updatedAt.toISOString(),
          keptUntil: keptUntil.toISOString(),
        })),
        dossiers: own.map((row) => ({
          code: row.code,
          name: row.name[lang],
          status: row.status,
          filedAt: row.filed_at.toISOString(),
          dueAt: row.due_at?.toISOString() ?? null,
        })),
        catalogue: urls.catalogue,
      });
    },
  });
}
