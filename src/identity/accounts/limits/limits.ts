import type { Clock } from '#shared/clock';
import type { BlindIndex } from '#shared/crypto';
import type { Db } from '#shared/db';
import { FAILURES, unwatched, type Limit, type Watch } from '#shared/limits';
import { Problem } from '#shared/problem';
import type { Writes } from '#identity/writes';
import { indexesOf, type Account } from '#identity/accounts/person';
import { IN_A_ROW_SECONDS, known, newPasswords, SHARES, strangers } from './budgets.ts';
import type { Action, Try, TryLimits } from './contract.ts';
import { createLimitKeys } from './keys.ts';
import { createKnownBrowsers } from './known-browsers.ts';
import { rateLimits } from './rate-limits.ts';

export interface Limits extends TryLimits {
  readonly watch: Watch;
  /** The limits of a try in the order in which they are counted: one that is over its own cannot use up what belongs to a subject. */
  of(input: Try): readonly Limit[];
}

const second: readonly Action[] = ['totp', 'sms', 'recovery'];

/** Limits on failures. A try is counted before the secret is looked at and given back when it succeeds: parallel tries cannot slip through. */
export function createLimits(deps: {
  db: Db;
  clock: Clock;
  writes: Writes;
  blindIndex: BlindIndex;
  triesPerMinute: number;
  watch?: Watch | undefined;
}): Limits {
  const { db, clock } = deps;
  const watch = deps.watch ?? unwatched;
  const table = rateLimits.watched(watch);
  const keys = createLimitKeys(deps.blindIndex);
  const browsers = createKnownBrowsers(deps);
  const total = { points: Math.ceil(deps.triesPerMinute / SHARES), seconds: 60 };
  const row = (points: number) => ({ points, seconds: IN_A_ROW_SECONDS });

  const of: Limits['of'] = (input) => {
    const budget = browsers.budget(input.browser, input.subject);
    if (budget !== null) {
      const { window, failures } = keys.ofBrowser(input.action, budget);
      return [
        { key: window, ...known.window },
        { key: failures, ...row(known.inARow) },
      ];
    }
    const { pair, address, failures, total: share } = keys.of(input);
    const { inARow, ...windows } = strangers[input.action];
    return [
      { key: pair, ...windows.pair },
      { key: address, ...windows.address, firsts: true },
      ...(inARow === null ? [] : [{ key: failures, ...row(inARow) }]),
      { key: share, ...total },
    ];
  };
  // What a success of one's own makes undone: its budget of tries, and this one try of what is wider, which holds the failures of others too.
  const success: TryLimits['success'] = (input) => {
    const counted = of(input);
    const keys = counted.map(({ key }) => key);
    const own = browsers.budget(input.browser, input.subject) === null ? keys.slice(0, 1) : keys;
    return { kind: 'give-back', keys, afresh: own, firsts: counted.filter(({ firsts }) => firsts === true).map(({ key }) => key) };
  };
  const subjectOf: TryLimits['subjectOf'] = (identifier) => {
    const { citizenNumber, phone } = indexesOf(deps.blindIndex, identifier);
    return (citizenNumber ?? phone)?.toString('hex') ?? identifier.normalize('NFKC').replaceAll(/\W/g, '');
  };
  const namesOf = ({ id, citizenNumber, phone }: Account): string[] => [
    id,
    subjectOf(citizenNumber),
    ...(phone === '' ? [] : [subjectOf(phone)]),
  ];

  return {
    watch,
    of,
    async beforeTry(input) {
      await table.count(db, clock.now(), of(input));
    },
    async afterSuccess(input) {
      await deps.writes.apply([success(input)]);
    },
    async afterSuccessOf(action, account, ip) {
      await deps.writes.apply(namesOf(account).map((subject) => success({ action, subject, ip })));
    },
    subjectOf,
    success,
    untried(input, first) {
      const counted = of(input);
      return { kind: 'give-back', keys: counted.filter(({ firsts }) => first || firsts !== true).map(({ key }) => key), afresh: null };
    },
    provedStrongly(account) {
      const [id = '', ...typed] = namesOf(account);
      const failures = [
        ...[id, ...typed].map((name) => keys.failures('password', name)),
        ...second.map((action) => keys.failures(action, id)),
      ].toSorted();
      return { kind: 'give-back', keys: failures, afresh: failures };
    },
    isClosed: (error) => error instanceof Problem && error.code === 'limit.exceeded' && (error.detail ?? '').startsWith(FAILURES),
    isKnown: (browser, accountId) => browsers.budget(browser, accountId) !== null,
    remember: (browser, account) => ({ value: browsers.remember(browser, namesOf(account)), maxAgeSeconds: browsers.maxAgeSeconds }),
    async beforeNewPassword(accountId) {
      await table.count(db, clock.now(), [{ key: `password-new:${accountId}`, ...newPasswords }]);
    },
  };
}
