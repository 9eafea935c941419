import { z } from 'zod';
import type { Db } from '#shared/db';
import { anyone, json, redirect, route, show, type Route } from '#shared/http';
import { page } from '#shared/view';
import { emptyOutbox, readOutbox, type OutboxMessage } from './outbox.ts';

export interface OutboxModel {
  readonly messages: readonly OutboxMessage[];
  readonly to: string;
}

export const outboxPage = page<OutboxModel>('sandbox/outbox', {
  messages: {
    messages: [
      {
        id: 2,
        channel: 'sms',
        to: '+84912000011',
        subject: null,
        text: 'Mã đăng nhập Một Cửa: 123456. Không đưa mã này cho bất kỳ ai.',
        receivedAt: '2026-01-02T03:04:05.000Z',
      },
      {
        id: 1,
        channel: 'email',
        to: 'nguoi.dan@example.vn',
        subject: 'Đăng nhập trên thiết bị mới',
        text: 'Xin chào,\n\nCó một lần đăng nhập mới.',
        receivedAt: '2026-01-02T03:00:00.000Z',
      },
    ],
    to: '',
  },
  empty: { messages: [], to: '+84912000011' },
});

const query = z.object({
  to: z.string().max(320).optional(),
  channel: z.enum(['sms', 'email']).optional(),
  after: z.coerce.number().int().min(0).optional(),
});

/** Every message the sandbox has received: as a page for people, as JSON for tests. */
export function outboxRoutes(db: Db): Route[] {
  return [
    route({
      method: 'GET',
      path: '/outbox',
      who: anyone,
      query,
      handle: async ({ query: { to, channel } }) =>
        show(outboxPage, { messages: await readOutbox(db, { to, channel, limit: 100 }), to: to ?? '' }),
    }),
    route({
      method: 'GET',
      path: '/outbox.json',
      who: anyone,
      surface: 'api',
      query,
      handle: async ({ query: filter }) => json({ messages: await readOutbox(db, { ...filter, limit: 100 }) }),
    }),
    route({
      method: 'POST',
      path: '/outbox/delete-all',
      who: anyone,
      async handle() {
        await emptyOutbox(db);
        return redirect('/outbox');
      },
    }),
  ];
}
