import type { Provider } from 'oidc-provider';

interface Parameters {
  claims?: unknown;
}

const TAKEN = Symbol('parameters');

/**
 * A `claims` request that asks for nothing is legal: both of its members are optional, and members nobody knows are ignored (OpenID Connect
 * Core section 5.5), and a member that is null asks for nothing either. oidc-provider refuses both, so they are left out where the request's
 * parameters are taken in.
 */
export function allowEmptyClaims(provider: Provider): void {
  // Public in effect, but missing from the type declarations.
  const { prototype } = (provider as unknown as { OIDCContext: { prototype: object } }).OIDCContext;
  Object.defineProperty(prototype, 'params', {
    configurable: true,
    get(this: object) {
      return Reflect.get(this, TAKEN) as unknown;
    },
    set(this: object, parameters: Parameters) {
      // The member stays, without a value where nothing is asked: what a pushed request or a request object says is put into members that are there.
      parameters.claims = askedFor(parameters.claims);
      Object.defineProperty(this, TAKEN, { value: parameters, configurable: true });
    },
  });
}

/** The parameter without members that ask for nothing; undefined when none is left. What cannot be read is for oidc-provider to refuse. */
function askedFor(claims: unknown): unknown {
  if (typeof claims !== 'string') return claims;
  try {
    const asked: unknown = JSON.parse(claims);
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return claims;
    const members = Object.entries(asked);
    const left = members.filter(([name, member]) => !['userinfo', 'id_token'].includes(name) || member !== null);
    if (!left.some(([name]) => name === 'userinfo' || name === 'id_token')) return undefined;
    return left.length === members.length ? claims : JSON.stringify(Object.fromEntries(left));
  } catch {
    return claims;
  }
}
