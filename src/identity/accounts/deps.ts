import type { Writes } from '#identity/writes';
import type { CodesDeps } from '#identity/accounts/codes';
import type { PasskeyDeps } from '#identity/accounts/passkeys';
import type { PasswordDeps } from '#identity/accounts/password';

/** What accounts are made from: what each room needs. */
export interface AccountsDeps extends PasswordDeps, Omit<CodesDeps, 'rp'>, PasskeyDeps {
  readonly writes: Writes;
  /** Tries and messages allowed per minute for the whole service. */
  readonly totals?: { readonly triesPerMinute?: number; readonly smsPerMinute?: number } | undefined;
}
