import type { KoaContextWithOIDC } from 'oidc-provider';

/** What oidc-provider throws: what it tells the caller, and what it keeps to itself. */
export interface ProtocolError extends Error {
  readonly error?: string;
  readonly error_description?: string;
  readonly error_detail?: string;
  readonly scope?: string;
}

/** A refused request with everything that explains it. */
export interface Refused {
  readonly ctx: KoaContextWithOIDC;
  readonly error: ProtocolError;
  /** The most exact words that oidc-provider has for it. */
  readonly detail: string;
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** The code or refresh token that was shown, if it exists and is this client's. */
  readonly shown: Readonly<Record<string, unknown>> | undefined;
}

/** Which check failed, and where it says anything, what was expected and what came. Never holds a secret. */
export interface Explanation {
  readonly check: string;
  readonly expected?: string | undefined;
  readonly came?: string | undefined;
  /** Replaces the error code, where oidc-provider has another one than the specification. */
  readonly code?: string | undefined;
}

/** The first rule whose pattern fits the detail explains it. */
export type Rules = readonly (readonly [pattern: RegExp, explain: (refused: Refused, found: RegExpExecArray) => Explanation])[];

/** A value as it may be shown: cut, and a text whatever it was. */
export const shownAs = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 160);
};

/** The beginning of a secret, enough to find it in one's own log. */
export const masked = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? `${value.slice(0, 6)}... (${value.length} characters)` : 'nothing';

/** A parameter as it came, also where oidc-provider has put it aside. */
export function param({ ctx }: Refused, name: string): unknown {
  const sent = ctx.method === 'POST' ? (ctx.oidc.body as Readonly<Record<string, unknown>> | undefined) : ctx.query;
  return ctx.oidc.params?.[name] ?? sent?.[name];
}

/** "3600 s ago" or "in 20 s", by our clock. */
export function away(moment: unknown, now: number): string {
  if (typeof moment !== 'number') return shownAs(moment);
  const seconds = Math.round(moment - now);
  return `${seconds < 0 ? `${-seconds} s ago` : `in ${seconds} s`} by our clock (${new Date(now * 1000).toISOString()})`;
}

/** One line of `error_description`, in the characters that RFC 6749 section 5.2 allows. */
export function sentence({ check, expected, came }: Explanation): string {
  const compared = [expected === undefined ? [] : [`expected ${expected}`], came === undefined ? [] : [`came ${came}`]].flat().join(', ');
  return (compared === '' ? check : `${check}: ${compared}`)
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 500);
}
