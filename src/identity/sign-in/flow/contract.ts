import type { Context } from 'koa';
import type { Tx } from '#shared/db';
import type { Language } from '#shared/texts';
import type { Write } from '#identity/writes';
import type { Level } from './assurance.ts';
import type { Beyond } from './strength.ts';
import type { FlowRow } from './flow-sql.ts';

/** A text that exists in every language, such as a portal's name. */
export type Bilingual = Readonly<Record<Language, string>>;

/** The portal that asks, as the person is shown it. */
export interface PortalInfo {
  /** The client id; recorded in audit events, never shown. */
  readonly id: string;
  readonly name: Bilingual;
  readonly agencyName: Bilingual;
  /** Origin the answer goes to (`https://portal.example`); forms must be allowed to end there (CSP form-action). */
  readonly redirectOrigin: string;
}

/** Where somebody can go on to whose sign-in or sign-out cannot. */
export interface WaysOn {
  /** Whether somebody is signed in in this browser. */
  readonly signedIn: boolean;
  /** The front page of the portal they came from, where it is known. */
  readonly portal: { readonly name: Bilingual; readonly href: string } | null;
}

/** One kind of data a portal is to receive, with why it may. */
export interface Release {
  readonly scope: string;
  readonly data: Bilingual;
  readonly purpose: Bilingual;
  readonly legalBasis: Bilingual;
}

/** What oidc-provider stopped for, in the words of the sign-in pages. */
export interface Interaction {
  readonly uid: string;
  /** `create`: the portal asked for the registration page (OpenID Connect Prompt Create 1.0). */
  readonly prompt: 'login' | 'create' | 'consent';
  readonly portal: PortalInfo;
  readonly requested: {
    /** What an account must reach; once the account is known, the first of `preferred` that it can. */
    readonly level: Level;
    readonly preferred?: readonly Level[] | undefined;
    /** For the account's own pages: more than the level. */
    readonly beyond?: Beyond | undefined;
    /** `prompt=login`, or the level needs a fresh authentication: nothing the session proved before is counted. */
    readonly mustAuthenticateAgain: boolean;
    /** Seconds (`max_age`); what the session proved earlier than that is not counted. */
    readonly maxAge?: number | undefined;
    readonly loginHint?: string | undefined;
    readonly uiLocales: readonly string[];
  };
  /** Who is signed in in this browser, if anybody. */
  readonly session: SessionInfo | null;
  /** For `prompt: 'consent'`: what the portal is to receive. */
  readonly releases: readonly Release[];
  readonly expiresAt: Date;
  /** The stored state of its pages, where it was read with it; null when there is none yet. */
  readonly stored?: FlowRow | null;
  /** Where the answer waits for the browser, when the sign-in has been answered. */
  readonly answered?: string | null;
}

/** How a sign-in ends: where the browser goes, and what is to be written before it does; `lost` throws `InteractionEnded`. */
export interface Ending {
  readonly to: string;
  readonly write: Write;
}

/** The provider has taken the sign-in up already, by another request of the same browser. */
export class InteractionEnded extends Error {
  override readonly name = 'InteractionEnded';
}

export interface SessionInfo {
  readonly accountId: string;
  /** RFC 8176, as `finish` was given it. */
  readonly amr: readonly string[];
  /** Seconds since the epoch. */
  readonly authTime: number;
  /** False after the shared-computer choice. */
  readonly remember: boolean;
}

export interface SignedIn {
  readonly accountId: string;
  /** What these methods reach for this account now; what the token will say. */
  readonly level: Level;
  readonly amr: readonly string[];
  /** Seconds since the epoch of the OLDEST proof that counts, so that `max_age` is never satisfied by a part. */
  readonly authTime: number;
  /** False: a shared computer; the session is short and ends with the browser. */
  readonly remember: boolean;
}

export type InteractionError = 'access_denied' | 'unmet_authentication_requirements' | 'temporarily_unavailable';

/**
 * The seam to the protocol engine. `load` answers null unless this very browser owns the interaction and it has not
 * expired. The others store the outcome and answer the address to send the browser to, or leave the storing to the caller (`finish`);
 * doing it again with the same outcome before the browser follows is harmless.
 */
export interface Interactions {
  load(ctx: Context, uid: string): Promise<Interaction | null>;
  /** For a sign-in that cannot go on in this browser. */
  waysOn(ctx: Context, uid: string): Promise<WaysOn>;
  /** Gives the sign-in to a new secret of this browser. False when another request, perhaps of another browser, was faster. */
  goOn(tx: Tx, ctx: Context, uid: string): Promise<boolean>;
  finish(ctx: Context, uid: string, result: SignedIn): Promise<Ending>;
  grant(ctx: Context, uid: string): Promise<string>;
  fail(ctx: Context, uid: string, error: InteractionError, description: string): Promise<string>;
  /** Gives the person another full time-out (WCAG 2.2, 2.2.1), ten times in all. Answers when it ends then. */
  extend(ctx: Context, uid: string): Promise<Date>;
}

/** Where a browser keeps what proves that it has signed in before; what it means is for `accounts/limits/known-browsers.ts` to say. */
export interface KnownBrowserCookie {
  read(ctx: Context): string | undefined;
  write(ctx: Context, cookie: { readonly value: string; readonly maxAgeSeconds: number }): void;
}

/** Ends every session and token of an account, telling the portals, in the caller's transaction. */
export type EndSessions = (tx: Tx, accountId: string, reason: string) => Promise<void>;
