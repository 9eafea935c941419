import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '#shared/clock';
import { keyOf, storable, type Payload } from '#identity/store/rows';

/** What a model's adapter implements; the rest is never called for it. */
export type Part = Partial<{ [Method in keyof Adapter]: (...args: Parameters<Adapter[Method]>) => Promise<Payload | undefined | void> }>;

/** A whole adapter from the part a model uses; anything else is an error of the program, not of the request. */
export function completeAdapter(model: string, part: Part): Adapter {
  const refuse = (operation: string) => () => Promise.reject(new Error(`the store does not ${operation} a ${model}`));
  return {
    upsert: refuse('save'),
    find: refuse('find'),
    findByUid: refuse('find by uid'),
    findByUserCode: refuse('find by user code'),
    consume: refuse('consume'),
    destroy: refuse('destroy'),
    revokeByGrantId: refuse('revoke by grant'),
    ...part,
  } as Adapter;
}

/** The payload without what is kept in columns or must not be readable. */
export function withoutSecrets(payload: AdapterPayload, ...columns: string[]): Payload {
  const kept: Payload = { ...payload };
  for (const column of ['jti', 'consumed', ...columns]) delete kept[column];
  return kept;
}

/** When a row ends. What has no end of its own (nothing oidc-provider saves does) would be kept for ever, so it is refused. */
export function expiryOf(clock: Clock, payload: AdapterPayload, expiresIn: number | undefined): Date {
  if (typeof payload.exp === 'number') return new Date(payload.exp * 1000);
  if (typeof expiresIn === 'number') return new Date(clock.now().getTime() + expiresIn * 1000);
  throw new Error('nothing is stored without an end');
}

export const epochOf = (date: Date): number => Math.floor(date.getTime() / 1000);

/** What a value issued under a grant is saved as, whichever table it goes to. */
export function issued(clock: Clock, id: string, payload: AdapterPayload, expiresIn: number | undefined) {
  return {
    id: keyOf(id),
    grant: payload.grantId,
    account: payload.accountId,
    client: payload.clientId,
    session: payload.sessionUid,
    bound: payload.expiresWithSession === true,
    until: expiryOf(clock, payload, expiresIn),
    payload: storable(withoutSecrets(payload)),
  };
}

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
