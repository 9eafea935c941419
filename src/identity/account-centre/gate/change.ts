import { one, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import type { Factors } from '#identity/accounts';
import type { AccountPrincipal } from '#identity/provider';
import { lockAccount } from './change-sql.ts';
import { messages, type GateMessages } from './messages/index.ts';
import type { AccountCentreParts } from './parts.ts';

export type Notice = keyof GateMessages['sms'];

export interface ChangeTerms {
  /** The message to the person, by SMS; none for what does not touch the account's safety. */
  readonly notice?: Notice;
  /** Why the other sessions end; they stay when absent. */
  readonly endOthers?: string;
}

export type MakeChange = <T>(
  principal: AccountPrincipal,
  terms: ChangeTerms,
  work: (tx: Tx, factors: Factors) => Promise<T | null>,
) => Promise<T | null>;

/**
 * Runs a change of an account in one transaction: locks the account, makes sure that the session of the request has not been
 * ended meanwhile, does the work on the factors as they are then, ends the other sessions and tells the person. When the
 * work answers null nothing further happens, and what it wrote (a counted try) is kept.
 */
export function createChange(parts: Pick<AccountCentreParts, 'db' | 'accounts' | 'store' | 'notifier'>): MakeChange {
  const { db, accounts, store, notifier } = parts;
  return (principal, terms, work) =>
    db.transaction(async (tx) => {
      const { account, sessionUid } = principal;
      await one(tx, lockAccount, [account.id]);
      const living = await store.listSessions(tx, account.id);
      if (!living.some((session) => session.uid === sessionUid)) throw problem('access.sign-in-required');
      const result = await work(tx, await accounts.factors(tx, account.id));
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
