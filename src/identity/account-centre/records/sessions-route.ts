import { z } from 'zod';
import { sha256 } from '#shared/crypto';
import { redirect, route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import type { SessionSummary } from '#identity/store';
import { type AccountCentreParts, doneQuery, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';
import { deviceOf, type Device } from './device.ts';

export interface SessionItem {
  /** Names the session in forms; the provider's own id stays inside. */
  readonly ref: string;
  readonly device: Device;
  readonly ip: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly current: boolean;
}

export interface SessionsModel extends Frame {
  readonly sessions: readonly SessionItem[];
}

const at = new Date('2026-05-04T02:15:00Z');

export const sessionsPage = page<SessionsModel>('identity/account/sessions', {
  two: {
    ...sampleFrame('sessions'),
    sessions: [
      {
        ref: 'a'.repeat(22),
        device: { browser: 'chrome', system: 'android' },
        ip: '203.0.113.7',
        createdAt: at,
        seenAt: at,
        current: true,
      },
      { ref: 'b'.repeat(22), device: { browser: 'other', system: 'other' }, ip: null, createdAt: at, seenAt: at, current: false },
    ],
  },
  'only this one': {
    ...sampleFrame('sessions'),
    done: 'sessions-ended',
    sessions: [
      { ref: 'a'.repeat(22), device: { browser: 'safari', system: 'ios' }, ip: '2001:db8::1', createdAt: at, seenAt: at, current: true },
    ],
  },
});

const refOf = (session: SessionSummary): string => sha256(`account-session:${session.uid}`).toString('base64url').slice(0, 22);

/** Where the person is signed in, and how to end it there: with the strongest factor that was set up, but no fresh sign-in. */
export function sessionRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { clock, db, store } = parts;
  return [
    route({
      method: 'GET',
      path: '/account/sessions',
      who: gate.security('/account/sessions'),
      query: doneQuery,
      async handle(call) {
        const living = await store.listSessions(db, call.principal.account.id);
        const sessions = living.map((session): SessionItem => ({
          ref: refOf(session),
          device: deviceOf(session.userAgent),
          ip: session.ip,
          createdAt: session.createdAt,
          seenAt: session.seenAt,
          current: session.uid === call.principal.sessionUid,
        }));
        return show(sessionsPage, {
          ...frameOf(clock, call, 'sessions'),
          sessions: sessions.toSorted((a, b) => Number(b.current) - Number(a.current)),
        });
      },
    }),
    route({
      method: 'POST',
      path: '/account/sessions/end',
      who: gate.security('/account/sessions'),
      body: z.object({ session: z.string().max(60) }),
      async handle(call) {
        const { account, sessionUid } = call.principal;
        const ended = await db.transaction(async (tx) => {
          const found = (await store.listSessions(tx, account.id)).find((session) => refOf(session) === call.body.session);
          // One's own is ended by signing out, which also clears the cookie.
          if (found === undefined || found.uid === sessionUid) return false;
          return store.endSession(tx, { sessionUid: found.uid, reason: 'ended-by-person' });
        });
        if (!ended) throw problem('page.not-found');
        return redirect('/account/sessions?done=session-ended');
      },
    }),
    route({
      method: 'POST',
      path: '/account/sessions/end-others',
      who: gate.security('/account/sessions'),
      body: z.object({}),
      async handle(call) {
        const { account, sessionUid } = call.principal;
        await db.transaction((tx) => store.endSessionsOf(tx, { accountId: account.id, exceptUid: sessionUid, reason: 'ended-by-person' }));
        return redirect('/account/sessions?done=sessions-ended');
      },
    }),
  ];
}
