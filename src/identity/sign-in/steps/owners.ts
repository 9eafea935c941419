import type { Tx } from '#shared/db';
import { Problem } from '#shared/problem';
import type { Account, Accounts } from '#identity/accounts';
import type { SignInParts } from '#identity/sign-in/dispatch';
import { messages } from '#identity/sign-in/pages';

/** The accounts that have this citizen number or this phone: none, one, or two. */
export async function ownersOf(accounts: Accounts, tx: Tx, citizenNumber: string, phone: string): Promise<Account[]> {
  const found = [await accounts.findByIdentifier(tx, citizenNumber), await accounts.findByIdentifier(tx, phone)];
  return [...new Map(found.filter((owner) => owner !== null).map((owner) => [owner.id, owner])).values()];
}

/**
 * Tells the owner that somebody tried to register their number; in place of the code, in the same transaction, and counted as the code
 * would have been: a stranger can flood nobody's phone, and nothing else of what is counted tells a taken number from a free one.
 */
export async function tellOwner({ accounts, notifier }: Pick<SignInParts, 'accounts' | 'notifier'>, tx: Tx, owner: Account): Promise<void> {
  const text = messages[owner.language].register.alreadyRegistered;
  await unlessTooMany(async () => {
    await accounts.sms.beforeTelling(tx, owner.phone);
    await notifier.send(tx, {
      channel: 'sms',
      to: owner.phone,
      template: 'already-registered',
      language: owner.language,
      text,
      secret: false,
    });
  });
}

/**
 * Does nothing where a limit is exceeded. Only for messages that a visitor is told of in the same words whether they
 * are sent or not: a limit that is reported for some numbers alone would tell which are registered.
 */
export async function unlessTooMany(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'limit.exceeded')) throw error;
  }
}
