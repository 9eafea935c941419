import * as oidc from 'openid-client';
import type { Look } from './html.ts';

/** What every sample portal is started with. */
export interface PortalSettings {
  readonly issuer: string;
  readonly baseUrl: string;
  readonly clientId: string;
  /** Seconds since the epoch; the system's unless a test moves it. */
  readonly now?: () => number;
}

/** How one portal connects: what differs between the profiles. */
export interface Connection {
  /** Short, for cookie names: all portals of a demonstration share the host `localhost`. */
  readonly cookie: string;
  readonly look: Look;
  readonly scope: string;
  readonly idTokenAlg: 'ES256' | 'RS256';
  readonly clientAuth: () => Promise<oidc.ClientAuth>;
  readonly pushed: boolean;
  readonly dpop: boolean;
}

/** The provider as openid-client knows it, and what each call to it is made with. */
export interface Provider {
  readonly config: oidc.Configuration;
  readonly options: oidc.DPoPOptions;
}

/** Reads the provider's metadata at the first need and keeps them; after a failure the next need tries again. */
export function createProvider(settings: PortalSettings, connection: Connection): () => Promise<Provider> {
  let discovered: Promise<Provider> | undefined;
  async function discover(): Promise<Provider> {
    const local = new URL(settings.issuer).hostname === 'localhost';
    const config = await oidc.discovery(
      new URL(settings.issuer),
      settings.clientId,
      { id_token_signed_response_alg: connection.idTokenAlg },
      await connection.clientAuth(),
      { timeout: 5, execute: local ? [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] : [oidc.enableNonRepudiationChecks] },
    );
    return { config, options: connection.dpop ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) } : {} };
  }
  return () => {
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
}
