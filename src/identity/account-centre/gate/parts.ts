import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { Notifier } from '#shared/notify';
import type { Accounts } from '#identity/accounts';
import type { Events } from '#identity/events';
import type { AccountSessions, Disclosures, SignedOut } from '#identity/provider';
import type { Store } from '#identity/store';

/** What the account centre is made from. */
export interface AccountCentreParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly store: Pick<Store, 'listSessions' | 'endSession' | 'endSessionsOf' | 'revokeGrants'>;
  readonly sessions: AccountSessions;
  readonly disclosures: Pick<Disclosures, 'list'>;
  readonly events: Events;
  readonly notifier: Notifier;
  /** How long a new phone waits where nothing but the password was proved, in seconds. */
  readonly phoneChangeSeconds: number;
  readonly signedOut: SignedOut;
  /** The name of the session cookie is the provider's to say. */
  readonly live: { current(): { readonly provider: { cookieName(type: string): string } } };
}
