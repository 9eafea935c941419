/**
 * What was read with a row, kept with the object that was made from it. oidc-provider copies its models, and hands on the objects inside
 * them as they are; so such an object leads a save back to what was loaded, in whatever request or none. Never serialised.
 */
export interface Origin<From> {
  set(made: object, from: From): void;
  of(made: object | undefined): From | undefined;
}

export function createOrigin<From>(name: string): Origin<From> {
  const key = Symbol(name);
  return {
    set: (made, value) => void Object.defineProperty(made, key, { value, configurable: true }),
    of: (made) => (made === undefined ? undefined : (Reflect.get(made, key) as From | undefined)),
  };
}
