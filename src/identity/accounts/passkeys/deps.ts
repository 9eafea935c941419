import type { PersonDeps } from '#identity/accounts/person';

export interface PasskeyDeps extends PersonDeps {
  /** WebAuthn relying party: `id` is the host name, `origin` the exact origin of the identity role. */
  readonly rp: { readonly id: string; readonly name: string; readonly origin: string };
}
