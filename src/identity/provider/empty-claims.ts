import type { Provider } from 'oidc-provider';

interface Parameters {
  claims?: unknown;
}

const TAKEN = Symbol('parameters');

/**
 * A `claims` request that asks for nothing is legal: both of its members are optional, and members nobody knows are ignored (OpenID Connect
 * Core section 5.5). oidc-provider refuses it, so such a parameter is left out where the request's parameters are taken in.
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
      if (asksNothing(parameters.claims)) delete parameters.claims;
      Object.defineProperty(this, TAKEN, { value: parameters, configurable: true });
    },
  });
}

function asksNothing(claims: unknown): boolean {
  if (typeof claims !== 'string') return false;
  try {
    const asked: unknown = JSON.parse(claims);
    return typeof asked === 'object' && asked !== null && !Array.isArray(asked) && !('userinfo' in asked) && !('id_token' in asked);
  } catch {
    return false;
  }
}
