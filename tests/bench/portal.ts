import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomToken } from '#shared/crypto';

export type Profile = 'basic' | 'fapi2';

/** A registered client with its credentials; the same at our provider and at the bare one. */
export interface Portal {
  readonly clientId: string;
  readonly profile: Profile;
  readonly redirectUri: string;
  readonly secret: string | null;
  /** Signs assertions. */
  readonly key: JWK | null;
  readonly dpopKey: JWK | null;
}

/** Somebody with an account. */
export interface Person {
  readonly accountId: string;
  readonly citizenNumber: string;
  readonly password: string;
  /** The address the person comes from, as the proxy in front reports it. */
  readonly ip: string;
}

/** The API for which access tokens are JWTs (RFC 9068). */
export const api = { identifier: 'https://bench.invalid/api', scope: 'bench.read' } as const;

export const scope = 'openid profile';
export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

/** `count` portals of one profile, with keys; the secrets of `basic` ones are given at registration. */
export async function makePortals(profile: Profile, count: number, run: string): Promise<Portal[]> {
  const portals: Portal[] = [];
  for (let index = 0; index < count; index += 1) {
    portals.push({
      clientId: `bench-${run}-${profile}-${index}`,
      profile,
      redirectUri: `http://localhost:1/${profile}-${index}/callback`,
      secret: profile === 'basic' ? randomToken(32) : null,
      key: profile === 'fapi2' ? await makeKey() : null,
      dpopKey: profile === 'fapi2' ? await makeKey() : null,
    });
  }
  return portals;
}

export async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}

/** The public half. */
export function publicHalf(jwk: JWK): JWK {
  const { d: _private, ...rest } = jwk;
  return rest;
}
