import { type AccountCentreParts, messages } from '#identity/account-centre/gate';

type Parts = Pick<AccountCentreParts, 'db' | 'accounts' | 'store' | 'notifier'>;

/**
 * Makes the changes of phone whose time has come, each in a transaction of its own with everything that belongs to it: sessions end, both numbers
 * are told. One that may not be made any more is dropped, and the account's phone is told of that.
 */
export function createPhoneChangeJob({ db, accounts, store, notifier }: Parts): () => Promise<void> {
  const complete = (accountId: string): Promise<void> =>
    db.transaction(async (tx) => {
      const before = await accounts.find(tx, accountId);
      const done = await accounts.phoneChanges.complete(tx, accountId);
      if (before === null || done.outcome === 'gone') return;
      const { language } = before;
      const tell = (to: string, words: 'phoneOld' | 'phoneNew' | 'phoneDropped') =>
        notifier.send(tx, {
          ...{ channel: 'sms', to, template: `account-${words}`, language, text: messages[language].sms[words], secret: false },
        });
      if (done.outcome === 'dropped') return tell(before.phone, 'phoneDropped');
      await store.endSessionsOf(tx, { accountId, reason: 'phone-changed' });
      await tell(before.phone, 'phoneOld');
      await tell(done.phone, 'phoneNew');
    });
  return async () => {
    for (const accountId of await accounts.phoneChanges.due(db)) await complete(accountId);
  };
}
