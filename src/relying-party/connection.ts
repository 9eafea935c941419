import { createRemoteJWKSet, customFetch as joseFetch, type JWTVerifyGetKey } from 'jose';
import {
  PrivateKeyJwt,
  allowInsecureRequests,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  getDPoPHandle,
  type Configuration,
  type CustomFetch,
  type DPoPHandle,
} from 'openid-client';
import { clientKey, dpopKeyPair } from './keys.ts';
import { limits, type RelyingPartyOptions } from './options.ts';
import { relyingPartyProblem } from './problems.ts';

/** The provider as it described itself, and this client's way of proving itself to it. */
export interface Provider {
  readonly config: Configuration;
  readonly dpop: DPoPHandle;
  readonly jwks: JWTVerifyGetKey;
  readonly issuer: string;
}

export interface Connection {
  /**
   * The provider, discovered when first needed and again every hour; a renewal that fails keeps what is known. Throws
   * `rp.provider-unreachable` when nothing is known yet; then nobody asks again for a second, so that a crowd of
   * visitors does not hinder a provider that is coming up.
   */
  provider(): Promise<Provider>;
}

const HOUR = 3600;

export function createConnection(options: RelyingPartyOptions): Connection {
  const issuer = new URL(options.issuer);
  const local = issuer.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname);
  if (issuer.protocol !== 'https:' && !local) throw new Error(`the issuer ${options.issuer} must use https outside localhost`);
  let known: { provider: Provider; until: number } | undefined;
  let failed: { error: unknown; until: number } | undefined;
  let asking: Promise<Provider> | undefined;

  const discover = async (): Promise<Provider> => {
    const send = options.fetch;
    const config = await discovery(
      issuer,
      options.clientId,
      { id_token_signed_response_alg: options.idTokenAlg ?? 'ES256' },
      PrivateKeyJwt(await clientKey(options.keys.client)),
      {
        timeout: limits.httpSeconds,
        // The ID token's signature is checked even though it comes straight from the token endpoint.
        execute: local ? [enableNonRepudiationChecks, allowInsecureRequests] : [enableNonRepudiationChecks],
        ...(send === undefined ? {} : { [customFetch]: send as CustomFetch }),
      },
    );
    const metadata = config.serverMetadata();
    if (metadata.issuer !== options.issuer) throw new Error(`the provider calls itself ${metadata.issuer}, expected ${options.issuer}`);
    if (metadata.jwks_uri === undefined) throw new Error('the provider publishes no keys');
    const jwks = createRemoteJWKSet(new URL(metadata.jwks_uri), {
      timeoutDuration: limits.httpSeconds * 1000,
      ...(send === undefined ? {} : { [joseFetch]: send }),
    });
    return { config, dpop: getDPoPHandle(config, await dpopKeyPair(options.keys.dpop)), jwks, issuer: options.issuer };
  };

  const ask = (now: number): Promise<Provider> => {
    asking ??= discover()
      .then((provider) => {
        known = { provider, until: now + HOUR };
        failed = undefined;
        return provider;
      })
      .catch((error: unknown) => {
        options.log.error({ err: error, issuer: options.issuer }, 'identity provider not reached');
        if (known !== undefined) {
          known = { provider: known.provider, until: now + 60 };
          return known.provider;
        }
        failed = { error, until: now + 1 };
        throw relyingPartyProblem('rp.provider-unreachable', { cause: error, retryAfter: 5 });
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  return {
    async provider() {
      const now = options.clock.epoch();
      if (known !== undefined && now < known.until) return known.provider;
      if (failed !== undefined && now < failed.until) {
        throw relyingPartyProblem('rp.provider-unreachable', { cause: failed.error, retryAfter: 5 });
      }
      return ask(now);
    },
  };
}
