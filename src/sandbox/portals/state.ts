import type { Context } from 'koa';
import type { Lang } from './text.ts';

export interface Session {
  readonly csrf: string;
  readonly sid: string | null;
  readonly sub: string;
  idToken: string;
  claims: Readonly<Record<string, unknown>>;
  userinfo: Readonly<Record<string, unknown>>;
  accessToken: string;
  refreshToken: string | null;
  readonly until: number;
}

/** One sign-in under way in one tab of one browser. */
export interface Pending {
  readonly browser: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly acr: string | null;
  readonly until: number;
}

export const HOUR = 3600;

export interface State {
  readonly sessions: Map<string, Session>;
  readonly pending: Map<string, Pending>;
  /** Sessions the provider ended, so that their browsers can be told why. */
  readonly ended: Map<string, number>;
  readonly cookies: { readonly session: string; readonly browser: string; readonly lang: string };
  sessionOf(ctx: Context): Session | undefined;
  setCookie(ctx: Context, name: string, value: string | null): void;
  langOf(ctx: Context): Lang;
  /** Forgets what has expired. */
  sweep(): void;
  /** Ends the sessions a logout token names. */
  endNamed(named: { sid: string | null; sub: string | null }): void;
}

/** What one portal remembers, in memory: enough for a sample and no more. A real portal uses its database. */
export function createState(given: { cookie: string; secure: boolean; now: () => number }): State {
  const { secure, now } = given;
  const prefix = secure ? '__Host-' : '';
  const sessions = new Map<string, Session>();
  const pending = new Map<string, Pending>();
  const ended = new Map<string, number>();
  const cookies = { session: `${prefix}${given.cookie}_session`, browser: `${prefix}${given.cookie}_login`, lang: `${given.cookie}_lang` };
  return {
    sessions,
    pending,
    ended,
    cookies,
    sessionOf(ctx) {
      const session = sessions.get(ctx.cookies.get(cookies.session) ?? '');
      return session !== undefined && session.until > now() ? session : undefined;
    },
    setCookie(ctx, name, value) {
      ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', secure, path: '/', overwrite: true });
    },
    langOf(ctx) {
      const wanted = typeof ctx.query['lang'] === 'string' ? ctx.query['lang'] : ctx.cookies.get(cookies.lang);
      return wanted === 'vi' || wanted === 'en' ? wanted : ctx.acceptsLanguages('vi', 'en') === 'en' ? 'en' : 'vi';
    },
    sweep() {
      for (const [key, { until }] of pending) if (until < now()) pending.delete(key);
      for (const [key, { until }] of sessions) if (until < now()) sessions.delete(key);
      for (const [key, until] of ended) if (until < now()) ended.delete(key);
    },
    endNamed({ sid, sub }) {
      for (const [id, session] of sessions) {
        if (sid !== null ? session.sid !== sid : session.sub !== sub) continue;
        sessions.delete(id);
        ended.set(id, now() + HOUR);
      }
    },
  };
}
