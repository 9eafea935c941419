import { importJWK, type JWK } from 'jose';
import * as oidc from 'openid-client';
import type { TestIdentity } from './identity.ts';

/** A relying party as an agency would write it, on openid-client. It has no server: its callback address is only read. */
export interface Portal {
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly privateJwk: JWK | null;
  readonly redirectUri: string;
  readonly config: oidc.Configuration;
  readonly dpop: oidc.DPoPHandle | null;
  /** An authorization request, pushed first for the fapi2 profile. */
  begin(parameters?: Readonly<Record<string, string>>): Promise<Begun>;
}

export interface Begun {
  readonly url: string;
  readonly codeVerifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Exchanges the code in a callback address, with all checks of the client library. */
  finish(
    callback: string,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>;
}

let serial = 0;

/** Registers a client from metadata alone and sets up the library from discovery and that registration. */
export async function registerPortal(
  identity: TestIdentity,
  profile: 'fapi2' | 'basic',
  more: Readonly<Record<string, unknown>> = {},
): Promise<Portal> {
  serial += 1;
  const redirectUri = `http://localhost:1/${profile}-${serial}/callback`;
  const { db, clients } = identity.runtime;
  const created = await db.transaction((tx) =>
    clients.create(
      tx,
      {
        client_name: `Cổng ${serial}`,
        agency: 'G18',
        profile,
        redirect_uris: [redirectUri],
        scope: 'openid profile phone citizen_id offline_access',
        ...more,
      },
      'test',
    ),
  );
  return connectPortal(identity.issuer, {
    ...created.registration,
    client_id: created.registration.client_id,
    profile,
    client_secret: created.clientSecret,
    private_jwk: created.privateJwk as JWK | null,
    redirect_uri: redirectUri,
  });
}

/** What a portal knows of itself: its registration and the credentials that were printed with it. */
export interface Registered extends Readonly<Record<string, unknown>> {
  readonly client_id: string;
  readonly profile: 'fapi2' | 'basic';
  readonly client_secret: string | null;
  readonly private_jwk: JWK | null;
  readonly redirect_uri: string;
}

/** Sets up the library from discovery and a registration, wherever the provider runs. */
export async function connectPortal(issuer: string, registered: Registered): Promise<Portal> {
  const { client_id: clientId, client_secret: clientSecret, private_jwk: privateJwk, redirect_uri: redirectUri, profile } = registered;
  const authentication =
    privateJwk === null
      ? oidc.ClientSecretBasic(clientSecret ?? '')
      : oidc.PrivateKeyJwt({ key: (await importJWK(privateJwk, 'ES256')) as oidc.CryptoKey, kid: String(privateJwk['kid']) });
  const config = await oidc.discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: String(registered['id_token_signed_response_alg']) },
    authentication,
    { execute: [oidc.allowInsecureRequests] },
  );
  const dpop = profile === 'fapi2' ? oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair()) : null;
  return {
    clientId,
    clientSecret,
    privateJwk,
    redirectUri,
    config,
    dpop,
    async begin(parameters = {}) {
      const codeVerifier = oidc.randomPKCECodeVerifier();
      const state = oidc.randomState();
      const nonce = oidc.randomNonce();
      const request = {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...parameters,
      };
      const url =
        profile === 'fapi2'
          ? await oidc.buildAuthorizationUrlWithPAR(config, request, dpop === null ? {} : { DPoP: dpop })
          : oidc.buildAuthorizationUrl(config, request);
      return {
        url: url.href,
        codeVerifier,
        state,
        nonce,
        finish: (callback, tokenParameters = {}) =>
          oidc.authorizationCodeGrant(
            config,
            new URL(callback),
            { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
            { ...tokenParameters },
            dpop === null ? {} : { DPoP: dpop },
          ),
      };
    },
  };
}
