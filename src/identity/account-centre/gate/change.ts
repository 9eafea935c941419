import type { Tx } from '#shared/db';
import { problem } from '#shared/problem';
import type { Bound, Factors } from '#identity/accounts';
import type { AccountPrincipal } from '#identity/provider';
import { messages, type GateMessages } from './messages/index.ts';
import type { AccountCentreParts } from './parts.ts';
import { standingOf, type Needs } from './strength.ts';

export type Notice = keyof GateMessages['sms'];

export interface ChangeTerms {
  /** What must have been proved, judged once more when nobody else can change the account; null for what is no authenticator. */
  readonly needs: Needs | null;
  /** The message to the person, by SMS; none for what does not touch the account's safety. */
  readonly notice?: Notice;
  /** Why the other sessions end; they stay when absent. */
  readonly endOthers?: string;
}

/** What a change is made with: the factors as they are now, and what an authenticator carries that this session binds. */
export interface Ground {
  readonly factors: Factors;
  readonly bound: Bound;
  /** The strongest proof was given: what is there may be replaced. */
  readonly strong: boolean;
}

export type MakeChange = <T>(
  principal: AccountPrincipal,
  terms: ChangeTerms,
  work: (tx: Tx, ground: Ground) => Promise<T | null>,
) => Promise<T | null>;

/**
 * Runs a change of an account in one transaction: locks the account, makes sure that it may still be used, that the session of the request has
 * not been ended meanwhile and proves what the change takes, does the work on the factors as they are then, ends the other sessions and tells
 * the person. When the work answers null nothing further happens, and what it wrote (a counted try) is kept.
 */
export function createChange(parts: Pick<AccountCentreParts, 'db' | 'accounts' | 'store' | 'notifier' | 'clock'>): MakeChange {
  const { db, accounts, clock, store, notifier } = parts;
  return (principal, terms, work) =>
    db.transaction(async (tx) => {
      const { account, sessionUid } = principal;
      const active = await accounts.hold(tx, account.id);
      const living = await store.listSessions(tx, account.id);
      if (!active || !living.some((session) => session.uid === sessionUid)) throw problem('access.sign-in-required');
      const factors = await accounts.factors(tx, account.id);
      const { proved, bound } = standingOf(principal, factors, clock.epoch());
      if (terms.needs !== null && !proved[terms.needs]) throw problem('access.sign-in-required');
      const result = await work(tx, { factors, bound, strong: proved.strongest });
      if (result === null) return null;
      if (terms.endOthers !== undefined)
        await store.endSessionsOf(tx, { accountId: account.id, exceptUid: sessionUid, reason: terms.endOthers });
      if (terms.notice !== undefined) {
        await notifier.send(tx, {
          channel: 'sms',
          to: account.phone,
          template: `account-${terms.notice}`,
          language: account.language,
          text: messages[account.language].sms[terms.notice],
          secret: false,
        });
      }
      return result;
    });
}
