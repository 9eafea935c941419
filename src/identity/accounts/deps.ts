import type { Watch } from '#shared/limits';
import type { Writes } from '#identity/writes';
import type { CodesDeps } from '#identity/accounts/codes';
import type { PasskeyDeps } from '#identity/accounts/passkeys';
import type { PasswordDeps } from '#identity/accounts/password';

/** What accounts are made from: what each room needs. */
export interface AccountsDeps extends PasswordDeps, Omit<CodesDeps, 'rp'>, PasskeyDeps {
  readonly writes: Writes;
  /** What limits do when they are over; they refuse unless stated. */
  readonly watch?: Watch | undefined;
  /** Tries and messages allowed per minute for the whole service. */
  readonly totals?: { readonly triesPerMinute?: number; readonly smsPerMinute?: number } | undefined;
}
