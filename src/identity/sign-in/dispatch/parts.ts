import type { Clock } from '#shared/clock';
import type { Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Call } from '#shared/http';
import type { Log } from '#shared/log';
import type { Notifier } from '#shared/notify';
import type { Accounts } from '#identity/accounts';
import type { Events } from '#identity/events';
import type { EndSessions, KnownBrowserCookie, Interaction, Interactions } from '#identity/sign-in/flow';
import type { Writes } from '#identity/writes';

/** What sign-in is made from. */
export interface SignInParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly accounts: Accounts;
  readonly events: Events;
  readonly writes: Writes;
  readonly notifier: Notifier;
  readonly interactions: Interactions;
  readonly endSessions: EndSessions;
  /** The cookie of browsers that have signed in before. */
  readonly knownBrowser: KnownBrowserCookie;
  readonly log: Log;
  /** Milliseconds a step takes at least whose work depends on whether somebody has an account. */
  readonly evenMilliseconds: number;
}

/** A request of the browser that owns an interaction. */
export type At<Query = unknown, Body = unknown> = Call<Interaction, { uid: string }, Query, Body>;
