import type { Tx } from '#shared/db';
import { Problem } from '#shared/problem';
import type { Notifier } from '#shared/notify';
import type { Account, Accounts } from '#identity/accounts';
import { messages } from '#identity/sign-in/pages';

/** The accounts that have this citizen number or this phone: none, one, or two. */
export async function ownersOf(accounts: Accounts, tx: Tx, citizenNumber: string, phone: string): Promise<Account[]> {
  const found = [await accounts.findByIdentifier(tx, citizenNumber), await accounts.findByIdentifier(tx, phone)];
  return [...new Map(found.filter((owner) => owner !== null).map((owner) => [owner.id, owner])).values()];
}

/** Those who have not been told too often lately: a stranger must not be able to flood anybody's phone. */
export async function mayBeTold(accounts: Accounts, owners: readonly Account[], ip: string): Promise<Account[]> {
  const told: Account[] = [];
  for (const owner of owners) {
    await unlessTooMany(async () => {
      await accounts.limits.beforeTry({ action: 'register', subject: `owner:${owner.id}`, ip });
      told.push(owner);
    });
  }
  return told;
}

/** Tells the owner that somebody tried to register their number; in place of the code, in the same transaction. */
export function tellOwner(notifier: Notifier, tx: Tx, owner: Account): Promise<void> {
  const text = messages[owner.language].register.alreadyRegistered;
  return notifier.send(tx, {
    channel: 'sms',
    to: owner.phone,
    template: 'already-registered',
    language: owner.language,
    text,
    secret: false,
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
