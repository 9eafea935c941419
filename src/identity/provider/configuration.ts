import { errors, type Adapter, type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import type { CookieKeys } from '#shared/http';
import { levels } from '#identity/sign-in';
import { claimsByScope, identityScopes, type ClientRow, type ResourceRow } from '#identity/clients';
import { refreshSeconds } from './refresh.ts';
import { sessionCookie } from './session-cookie.ts';

export interface Lifetimes {
  /** Seconds. */
  readonly code: number;
  readonly accessToken: number;
  readonly idToken: number;
  readonly interaction: number;
  readonly offlineRefreshToken: number;
  readonly sessionIdle: number;
  readonly sessionMaximum: number;
  readonly sharedIdle: number;
  readonly sharedMaximum: number;
}

export interface ConfigurationDeps {
  readonly issuer: URL;
  readonly jwks: readonly JWK[];
  readonly adapter: (name: string) => Adapter;
  readonly cookieKeys: CookieKeys;
  /** 32 bytes. */
  readonly dpopNonceSecret: Buffer;
  readonly lifetimes: Lifetimes;
  readonly policy: NonNullable<Configuration['interactions']>['policy'];
  readonly fetch: NonNullable<Configuration['fetch']>;
  readonly clientOf: (client: { clientId: string }) => ClientRow;
  readonly resource: (identifier: string) => Promise<ResourceRow | null>;
  readonly now: () => Date;
  readonly findAccount: NonNullable<Configuration['findAccount']>;
  readonly loadExistingGrant: NonNullable<Configuration['loadExistingGrant']>;
  readonly rotate: (ctx: KoaContextWithOIDC) => Promise<boolean>;
  readonly subject: (accountId: string, client: { clientId: string }) => Promise<string>;
  readonly pages: {
    readonly error: NonNullable<Configuration['renderError']>;
    readonly logout: (ctx: KoaContextWithOIDC, form: string) => Promise<void>;
    readonly signedOut: (ctx: KoaContextWithOIDC) => Promise<void>;
  };
}

const ONE_YEAR = 365 * 86_400;
const JWT_LIFETIME_LIMIT = 3600;

/**
 * The whole of oidc-provider's configuration. Everything its documentation calls unsafe or "should change" is set here;
 * the test "the provider starts without a warning" fails when one is forgotten.
 */
export function configuration(deps: ConfigurationDeps): Configuration {
  const { lifetimes, clientOf } = deps;
  const https = deps.issuer.protocol === 'https:';
  const signing = ['ES256', 'PS256', 'EdDSA', 'Ed25519', 'RS256'] as const;
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: https } as const;
  return {
    adapter: deps.adapter,
    jwks: { keys: [...deps.jwks] },
    acrValues: [...levels],
    scopes: [...identityScopes],
    claims: {
      ...Object.fromEntries(Object.entries(claimsByScope).map(([scope, claims]) => [scope, [...claims]])),
      // Every ID token says how, how well and when the person authenticated, whether asked or not.
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      acr: null,
      amr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, accountId, client) => deps.subject(accountId, client),
    // Sectors are agencies and come from our registry, so there is no document to fetch.
    sectorIdentifierUriValidate: () => false,
    responseTypes: ['code'],
    // In this order in the discovery document: there are libraries that take the first.
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'private_key_jwt',
    },
    enabledJWA: {
      clientAuthSigningAlgValues: [...signing],
      idTokenSigningAlgValues: [...signing],
      userinfoSigningAlgValues: [...signing],
      dPoPSigningAlgValues: ['ES256', 'PS256', 'EdDSA', 'Ed25519'],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    conformIdTokenClaims: true,
    clockTolerance: 15,
    enableHttpPostMethods: false,
    clientBasedCORS: () => false,
    pkce: {
      required: (_ctx, client) => {
        const until = clientOf(client).pkce_exempt_until;
        return until === null || until < deps.now().toISOString().slice(0, 10);
      },
    },
    cookies: {
      names: {
        session: sessionCookie(https),
        interaction: `${https ? '__Secure-' : ''}identity_interaction`,
        resume: `${https ? '__Secure-' : ''}identity_resume`,
      },
      // The types know only lists of secrets; the provider hands on what Koa takes.
      keys: deps.cookieKeys as never,
      long: { ...cookie, path: '/' },
      short: cookie,
    },
    routes: {
      authorization: '/authorize',
      end_session: '/sign-out',
      introspection: '/introspect',
      jwks: '/jwks',
      pushed_authorization_request: '/par',
      revocation: '/revoke',
      token: '/token',
      userinfo: '/userinfo',
    },
    discovery: {
      claims_locales_supported: ['vi', 'en'],
      ui_locales_supported: ['vi', 'en'],
      prompt_values_supported: ['none', 'login', 'select_account', 'consent', 'create'],
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? lifetimes.accessToken,
      AuthorizationCode: lifetimes.code,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? lifetimes.accessToken,
      Grant: ONE_YEAR,
      IdToken: lifetimes.idToken,
      Interaction: lifetimes.interaction,
      RefreshToken: (_ctx, token) => refreshSeconds(token, lifetimes),
      Session: (_ctx, session) => sessionSeconds(session, lifetimes, deps.now()),
    },
    interactions: {
      policy: deps.policy,
      url: (_ctx, interaction) => `/sign-in/${interaction.uid}`,
    },
    findAccount: deps.findAccount,
    loadExistingGrant: deps.loadExistingGrant,
    // A refresh token is always given to a client that may have one; without offline_access it ends with the session.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: (_ctx, source) => !source.scopes.has('offline_access'),
    rotateRefreshToken: deps.rotate,
    revokeGrantPolicy: (ctx) => ctx.oidc.route !== 'revocation' || ctx.oidc.entities.AccessToken === undefined,
    extraTokenClaims: (ctx, token) => {
      // RFC 9068 section 2.2.1: an API reads the authentication from the token, and can ask for more (RFC 9470).
      const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken;
      return token.kind === 'AccessToken' && source !== undefined
        ? { acr: source.acr, amr: source.amr, auth_time: source.authTime }
        : undefined;
    },
    assertJwtClientAuthClaimsAndHeader: (ctx, claims, header, client) => {
      const now = Math.floor(deps.now().getTime() / 1000);
      const { aud, exp, iat } = claims;
      if (Array.isArray(aud) && aud.length !== 1) throw new errors.InvalidClientAuth('the assertion must name one audience');
      if (typeof exp !== 'number' || exp > now + JWT_LIFETIME_LIMIT)
        throw new errors.InvalidClientAuth('the assertion must expire within an hour');
      // FAPI 2.0 Security Profile section 5.3.2.1: clocks may differ, but not by more than a minute.
      if (typeof iat === 'number' && iat > now + 60) throw new errors.InvalidClientAuth('the assertion was issued in the future');
      if (clientOf(client).profile !== 'fapi2') return;
      // FAPI 2.0 Security Profile section 5.3.2.1: the issuer as a string, nothing else; RS256 is not allowed (section 5.4.1).
      if (aud !== ctx.oidc.issuer) throw new errors.InvalidClientAuth('audience (aud) must equal the issuer identifier url');
      if (header['alg'] === 'RS256') throw new errors.InvalidClientAuth('RS256 is not allowed in this profile');
    },
    fetch: deps.fetch,
    fetchResponseBodyLimits: { 'client_id metadata document': 5120, jwks_uri: 65_536, sector_identifier_uri: 65_536 },
    renderError: deps.pages.error,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true, nonceSecret: deps.dpopNonceSecret, requireNonce: () => false, allowReplay: false },
      fapi: {
        enabled: true,
        profile: (_ctx, client) => (client !== undefined && clientOf(client).profile === 'fapi2' ? '2.0' : undefined),
      },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => {
          if (token.clientId === client.clientId) return true;
          // An API may look at tokens made for it: those whose audience belongs to the same agency.
          const audience = 'aud' in token && typeof token.aud === 'string' ? await deps.resource(token.aud) : null;
          return audience !== null && audience.agency_code === clientOf(client).agency_code;
        },
      },
      jwtUserinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false, allowUnregisteredRedirectUris: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf as never,
        // Without `resource` the token request gets a token for userinfo; one for an API is asked for by name (RFC 8707).
        useGrantedResource: () => false,
        getResourceServerInfo: async (_ctx, identifier, client) => {
          const resource = await deps.resource(identifier);
          if (resource === null) throw new errors.InvalidTarget();
          const approved = new Set(clientOf(client).scopes.map((grant) => grant.scope));
          return {
            scope: resource.scopes.filter((scope) => approved.has(scope)).join(' '),
            audience: resource.identifier,
            accessTokenTTL: resource.token_seconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: resource.signing_alg } },
          };
        },
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => {
          if (token.clientId === client.clientId) return true;
          throw new errors.InvalidRequest('client is not authorized to revoke the presented token');
        },
      },
      rpInitiatedLogout: { enabled: true, logoutSource: deps.pages.logout, postLogoutSuccessSource: deps.pages.signedOut },
    },
  };
}

/** Idle time, cut by what is left of the longest life; both shorter on a shared computer. Seconds, at least 1. */
function sessionSeconds(
  session: { transient?: boolean | undefined; loginTs?: number | undefined },
  lifetimes: Lifetimes,
  now: Date,
): number {
  const shared = session.transient === true;
  const idle = shared ? lifetimes.sharedIdle : lifetimes.sessionIdle;
  if (session.loginTs === undefined) return idle;
  const ends = session.loginTs + (shared ? lifetimes.sharedMaximum : lifetimes.sessionMaximum);
  return Math.max(1, Math.min(idle, ends - Math.floor(now.getTime() / 1000)));
}
