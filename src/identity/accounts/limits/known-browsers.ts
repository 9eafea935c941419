import type { Clock } from '#shared/clock';
import { randomToken, sameSecret, type BlindIndex } from '#shared/crypto';

/** Accounts one browser is known for; the one used longest ago goes first. */
const MOST = 5;
const DAYS = 180;
const NAMES = 3;
const entryShape = /^(?<nonce>[\w-]{16})(?<ends>[0-9a-z]{6,8})~(?<marks>(?:[\w-]{16}){1,3})$/;

/** What an account is called when somebody tries to enter it: its id, and whatever its citizen number and phone are counted by. */
export type Names = readonly string[];

export interface KnownBrowsers {
  /**
   * The budget of this browser for `name`, when the cookie proves that it has signed in with what `name` stands for; else null. It tells
   * nothing about whether anybody has an account: only about this cookie.
   */
  budget(cookie: string | undefined, name: string): string | null;
  /** The cookie after a success, with a budget of its own for the account of these names; replaces what it had for it. */
  remember(cookie: string | undefined, names: Names): string;
  readonly maxAgeSeconds: number;
}

/**
 * A cookie that proves earlier successes on this browser ("device cookies", OWASP: slow down online guessing attacks): for each account a
 * random number, an end, and a keyed mark of each of the account's names, which only we can make. Nothing is stored, so no crowd fills a
 * table; nothing in it names anybody, and marks of one account on two browsers have nothing in common. It opens nothing: it only chooses
 * the budget in which failures are counted, and that an honest password needs no code beside it.
 */
export function createKnownBrowsers({ clock, blindIndex }: { clock: Clock; blindIndex: BlindIndex }): KnownBrowsers {
  const mark = (nonce: string, ends: string, name: string): string =>
    blindIndex('known-browser', JSON.stringify([nonce, ends, name]))
      .subarray(0, 12)
      .toString('base64url');
  const read = (cookie: string | undefined) =>
    (cookie ?? '')
      .slice(0, 1000)
      .split('.')
      .slice(0, MOST)
      .flatMap((text) => {
        const { nonce, ends, marks } = entryShape.exec(text)?.groups ?? {};
        if (nonce === undefined || ends === undefined || marks === undefined || Number.parseInt(ends, 36) <= clock.epoch()) return [];
        return [{ text, nonce, ends, marks: marks.match(/.{16}/g) ?? [] }];
      });
  const entryFor = (cookie: string | undefined, name: string) =>
    read(cookie).find(({ nonce, ends, marks }) => {
      const own = mark(nonce, ends, name);
      return marks.some((each) => sameSecret(each, own));
    });
  return {
    budget: (cookie, name) => entryFor(cookie, name)?.nonce ?? null,
    remember(cookie, names) {
      const before = entryFor(cookie, names[0] ?? '');
      const others = read(cookie).filter(({ text }) => text !== before?.text);
      const nonce = randomToken(12);
      const ends = (clock.epoch() + DAYS * 86_400).toString(36);
      const marks = names.slice(0, NAMES).map((name) => mark(nonce, ends, name));
      return [`${nonce}${ends}~${marks.join('')}`, ...others.map(({ text }) => text)].slice(0, MOST).join('.');
    },
    maxAgeSeconds: DAYS * 86_400,
  };
}
