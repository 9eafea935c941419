import { z } from 'zod';
import { many } from '#shared/db';
import { route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import { type AccountCentreParts, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';
import { listActivity } from './activity-sql.ts';
import { messages, type RecordsMessages } from './messages/index.ts';

/** The events a person is told about: those that have words. Everything else stays inside. */
export type Happening = keyof RecordsMessages['activity']['events'];

export interface ActivityItem {
  readonly what: Happening;
  readonly at: Date;
  readonly ip: string | null;
  readonly portal: { readonly vi: string; readonly en: string } | null;
}

export interface ActivityModel extends Frame {
  readonly items: readonly ActivityItem[];
  /** The next, older page. */
  readonly older: string | null;
  readonly newest: boolean;
}

const at = new Date('2026-05-04T02:15:00Z');
const known = Object.keys(messages.vi.activity.events) as Happening[];

export const activityPage = page<ActivityModel>('identity/account/activity', {
  'everything that has words': {
    ...sampleFrame('activity'),
    items: known.map((what, index) => ({
      what,
      at,
      ip: index % 2 === 0 ? '203.0.113.7' : null,
      portal: index % 3 === 0 ? { vi: 'Cổng dịch vụ công mẫu', en: 'Sample portal' } : null,
    })),
    older: '/account/activity?before=x',
    newest: true,
  },
  nothing: { ...sampleFrame('activity'), items: [], older: null, newest: false },
});

const PAGE = 30;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const cursor = new RegExp(`^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)_(${UUID})$`);

/** Before which event the page ends; null for the newest page, also when the address was damaged. */
function readCursor(text: string | undefined): { at: Date; id: string } | null {
  const [, time = '', id = ''] = cursor.exec(text ?? '') ?? [];
  const at = new Date(time);
  return id === '' || Number.isNaN(at.getTime()) ? null : { at, id };
}

/** Sign-ins and changes of the account, by time. */
export function activityRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { clock, db } = parts;
  return [
    route({
      method: 'GET',
      path: '/account/activity',
      who: gate.signedIn,
      query: z.object({ before: z.string().max(100).optional() }),
      async handle(call) {
        const before = readCursor(call.query.before);
        const until = before ?? { at: new Date(clock.now().getTime() + 60_000), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
        const rows = await many(db, listActivity, [call.principal.account.id, until.at, until.id, known, PAGE + 1]);
        const shown = rows.slice(0, PAGE);
        const last = shown.at(-1);
        return show(activityPage, {
          ...frameOf(clock, call, 'activity'),
          items: shown.map((row) => ({
            what: row.type as Happening,
            at: row.at,
            ip: row.ip,
            portal: row.name_vi === null || row.name_en === null ? null : { vi: row.name_vi, en: row.name_en },
          })),
          older: rows.length > PAGE && last !== undefined ? `/account/activity?before=${last.at.toISOString()}_${last.id}` : null,
          newest: before === null,
        });
      },
    }),
  ];
}
