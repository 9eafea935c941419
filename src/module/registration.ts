import { ecKeyOf, sha256 } from '#shared/crypto';

/** A module as a relying party of the identity provider, like any agency's portal. */
export interface Registration {
  readonly title: { readonly vi: string; readonly en: string };
  /** Scopes of the API it offers. */
  readonly api: readonly string[];
  /** What it asks for when somebody signs in. */
  readonly signIn: readonly string[];
  /** Scopes of other modules' APIs that it calls. */
  readonly calls: readonly string[];
}

/** A registration as it is handed in. */
export interface ClientRegistration {
  /** RFC 7591 metadata with `client_id`, as `client create` takes it. */
  readonly client: { readonly client_id: string } & Readonly<Record<string, unknown>>;
  readonly api: { readonly identifier: string; readonly name: string; readonly scopes: readonly string[] };
}

/** The client id follows from the address, so that identity and the module agree without telling each other. */
export const clientIdOf = (module: string, url: URL): string => `mc-${module}-${sha256(url.origin).toString('hex').slice(0, 8)}`;

/** The registration of a module at its address, with the public half of its key. */
export function registrationAt(registered: { name: string; registration: Registration }, url: URL, key: Buffer): ClientRegistration {
  const { name, registration } = registered;
  const { vi, en } = registration.title;
  return {
    api: { identifier: url.origin, name: vi, scopes: registration.api },
    client: {
      client_id: clientIdOf(name, url),
      agency: 'MC',
      profile: 'fapi2',
      client_name: vi,
      'client_name#vi': vi,
      'client_name#en': en,
      client_uri: url.href,
      redirect_uris: [new URL('/callback', url).href],
      post_logout_redirect_uris: [new URL('/signed-out', url).href],
      backchannel_logout_uri: new URL('/backchannel-logout', url).href,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      jwks: { keys: [ecKeyOf(key).publicJwk] },
      scopes: [...registration.signIn, ...registration.calls],
    },
  };
}
