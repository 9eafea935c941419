import type { Notifier } from '#shared/notify';
import type { PersonDeps } from '#identity/accounts/person';

export interface CodesDeps extends PersonDeps {
  readonly notifier: Notifier;
  /** The name an authenticator app shows. */
  readonly rp: { readonly name: string };
}
