import { ecKeyOf, sha256 } from '#shared/crypto';

/** Our three services, which are relying parties like any other. */
export const serviceNames = ['catalogue', 'dossier', 'payment'] as const;
export type ServiceName = (typeof serviceNames)[number];

const names: Readonly<Record<ServiceName, readonly [vi: string, en: string]>> = {
  catalogue: ['Danh mục thủ tục hành chính', 'Catalogue of administrative procedures'],
  dossier: ['Hồ sơ trực tuyến', 'Online dossiers'],
  payment: ['Thanh toán trực tuyến', 'Online payment'],
};

/** Scopes of each service's API. */
export const apiScopes: Readonly<Record<ServiceName, readonly string[]>> = {
  catalogue: ['catalogue:write'],
  dossier: ['dossier:read', 'dossier:write'],
  payment: ['payment:order', 'payment:read', 'fines:write'],
};

const signInScopes: Readonly<Record<ServiceName, readonly string[]>> = {
  catalogue: ['openid', 'profile'],
  dossier: ['openid', 'profile', 'phone', 'email', 'address', 'citizen_id'],
  payment: ['openid', 'profile', 'citizen_id'],
};

/** Scopes of other services' APIs that a service calls. */
const calls: Readonly<Record<ServiceName, readonly string[]>> = { catalogue: [], dossier: ['payment:order', 'payment:read'], payment: [] };

/** What a service asks for when somebody signs in. */
export const scopesOf = (service: ServiceName): readonly string[] => signInScopes[service];

/** The client id follows from the address, so that identity and the service agree without telling each other. */
export const clientIdOf = (service: ServiceName, url: URL): string => `mc-${service}-${sha256(url.origin).toString('hex').slice(0, 8)}`;

/** The registration of a service at its address, with the public half of its key. */
export function registrationOf(service: ServiceName, url: URL, key: Buffer) {
  const [vi, en] = names[service];
  return {
    api: { identifier: url.origin, name: vi, scopes: apiScopes[service] },
    client: {
      client_id: clientIdOf(service, url),
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
      scopes: [...signInScopes[service], ...calls[service]],
    },
  };
}
