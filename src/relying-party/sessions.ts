import { randomToken, sha256 } from '#shared/crypto';
import { maybe, one, run, type Tx } from '#shared/db';
import { limits, type RelyingPartyOptions } from './options.ts';
import { findOnce, insertOnce, lockProviderSession } from './once-sql.ts';
import * as sql from './session-sql.ts';
import { hashOf, place, sessionOf, type Tokens } from './session-row.ts';

/** A signed-in person as handlers see them. */
export interface Person {
  readonly iss: string;
  readonly sub: string;
  readonly acr: string | null;
  readonly amr: readonly string[];
  /** Seconds since the epoch. */
  readonly authTime: number | null;
  /** Claims of the ID token and of userinfo. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** For the header of a page; null when the name was not released. */
  readonly name: string | null;
  /** Names the session to `token()` and `call()`; not the cookie's value, of no use to a thief. */
  readonly session: string;
  /** The provider's session this one belongs to. */
  readonly sid: string | null;
  readonly signedInAt: Date;
}

/** Somebody as a request finds them. */
export interface Present extends Person {
  /** Unless something happens. */
  readonly endsAt: Date;
}

export interface NewSession {
  readonly iss: string;
  readonly sub: string;
  readonly sid: string | null;
  readonly acr: string | null;
  readonly amr: readonly string[];
  readonly authTime: number | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly tokens: Tokens;
}

export interface Sessions {
  /** The cookie value of a new session, or null when the provider has meanwhile ended the session it belongs to. */
  begin(tx: Tx, session: NewSession): Promise<string | null>;
  /** The person behind a cookie, and slides the idle limit; null when unknown, idle for too long, or ended. */
  find(cookie: string): Promise<Present | null>;
  end(tx: Tx, session: string): Promise<void>;
  /** Ends what a logout token names (OpenID Connect Back-Channel Logout 1.0 section 2.7) and returns how many sessions that were. */
  endFromProvider(tx: Tx, named: { iss: string; sid: string | null; sub: string | null }): Promise<number>;
}

const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

export function createSessions({ db, clock, sealer }: Pick<RelyingPartyOptions, 'db' | 'clock' | 'sealer'>): Sessions {
  const endedKey = (iss: string, sid: string): Buffer => sha256(JSON.stringify([iss, sid]));
  const lock = (tx: Tx, iss: string, sid: string) => one(tx, lockProviderSession, [JSON.stringify([iss, sid])]);

  return {
    async begin(tx, session) {
      const cookie = randomToken();
      const id = sessionOf(cookie);
      const now = clock.now();
      if (session.sid !== null) {
        await lock(tx, session.iss, session.sid);
        // A logout may overtake the callback; it left a mark.
        if ((await maybe(tx, findOnce, ['ended', endedKey(session.iss, session.sid), now])) !== null) return null;
      }
      await run(tx, sql.insertSession, [
        hashOf(id),
        session.iss,
        session.sub,
        session.sid,
        session.acr,
        session.amr,
        session.authTime === null ? null : new Date(session.authTime * 1000),
        sealer.seal(JSON.stringify(session.claims), place('claims', id)),
        sealer.seal(JSON.stringify(session.tokens), place('tokens', id)),
        now,
        later(now, limits.sessionSeconds),
        later(now, limits.idleSeconds),
      ]);
      return cookie;
    },

    async find(cookie) {
      const id = sessionOf(cookie);
      const now = clock.now();
      const row = await maybe(db, sql.findSession, [hashOf(id), now]);
      if (row === null) return null;
      const touch = now.getTime() - row.seen_at.getTime() > limits.touchSeconds * 1000;
      if (touch) {
        await run(db, sql.touchSession, [hashOf(id), now, later(now, limits.idleSeconds)]);
      }
      const claims = JSON.parse(sealer.open(row.claims, place('claims', id))) as Record<string, unknown>;
      const name = claims['name'];
      return {
        iss: row.issuer,
        sub: row.subject,
        acr: row.acr,
        amr: row.amr,
        authTime: row.auth_time === null ? null : Math.floor(row.auth_time.getTime() / 1000),
        claims,
        name: typeof name === 'string' ? name : null,
        session: id,
        sid: row.sid,
        signedInAt: row.created_at,
        endsAt: new Date(Math.min(row.ends_at.getTime(), later(touch ? now : row.seen_at, limits.idleSeconds).getTime())),
      };
    },

    async end(tx, session) {
      await run(tx, sql.deleteSession, [hashOf(session)]);
    },

    async endFromProvider(tx, { iss, sid, sub }) {
      if (sid === null) return sub === null ? 0 : run(tx, sql.deleteSessionsBySubject, [iss, sub]);
      await lock(tx, iss, sid);
      await run(tx, insertOnce, ['ended', endedKey(iss, sid), later(clock.now(), limits.sessionSeconds)]);
      return run(tx, sql.deleteSessionsBySid, [iss, sid, sub]);
    },
  };
}
