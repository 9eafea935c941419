import type { Watch } from '#shared/limits';
import type { Notifier } from '#shared/notify';
import type { PersonDeps } from '#identity/accounts/person';

export interface CodesDeps extends PersonDeps {
  readonly notifier: Notifier;
  /** Calling codes of the countries whose numbers are sent codes; Vietnam alone unless stated. */
  readonly messageCountries?: readonly string[] | undefined;
  readonly watch?: Watch | undefined;
  /** The name an authenticator app shows. */
  readonly rp: { readonly name: string };
}
