import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider, { errors, type Configuration } from 'oidc-provider';
import type { BaselineInput, Served } from './calls.ts';
import { createMemoryStore } from './memory-store.ts';
import { api, grantTypes, makeKey, publicHalf, scope, type Portal } from './portal.ts';
import { makeSessions, sessionCookie } from './sessions.ts';

/**
 * The ceiling of the stack: oidc-provider alone, its store a Map, its accounts anybody, its sign-in page two lines. The
 * same steps, features, client authentication, token formats and signature algorithm as ours.
 */
export async function serveBaseline(input: BaselineInput): Promise<Served> {
  const provider = new Provider(input.issuer, configuration(input, [await makeKey()]));
  // The `cookies` package's own keys sign with SHA-1.
  const sign = (data: string): string => createHmac('sha1', input.cookieKey).update(data).digest('base64url');
  const handle = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/sign-in/') !== true) void handle(request, response);
    else signIn(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: input.port, host: '127.0.0.1', backlog: 1024 }, resolve);
  });
  return {
    sessions: (count, offset) => makeSessions(provider, sign, input.people, { count, offset }),
    statements: () => new Map(),
  };
}

/** Whoever is named is signed in. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(`<form method="post" action="/sign-in/${uid}"><input name="identifier"><input name="password" type="password"></form>`);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('identifier') ?? '';
  const login = { accountId, acr: 'LoA1', amr: ['pwd'], remember: true };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

function configuration(input: BaselineInput, keys: readonly object[]): Configuration {
  const profiles = new Map(input.portals.map((portal) => [portal.clientId, portal.profile]));
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  return {
    adapter: createMemoryStore(),
    clients: input.portals.map(metadata) as never,
    jwks: { keys: [...keys] } as never,
    acrValues: ['LoA1', 'LoA2', 'LoA3'],
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name', 'birthdate', 'gender', 'locale'], sid: null } as never,
    responseTypes: ['code'],
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
      dPoPSigningAlgValues: ['ES256'],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    clockTolerance: 15,
    clientBasedCORS: () => false,
    pkce: { required: () => true },
    cookies: {
      names: { session: sessionCookie, interaction: 'identity_interaction', resume: 'identity_resume' },
      keys: [input.cookieKey],
      long: { ...cookie, path: '/' },
      short: cookie,
    },
    // The paths of ours, so that one load generator serves both.
    routes: {
      authorization: '/authorize',
      introspection: '/introspect',
      pushed_authorization_request: '/par',
      token: '/token',
      userinfo: '/userinfo',
      jwks: '/jwks',
    },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      ClientCredentials: 300,
      Grant: 31_536_000,
      IdToken: 300,
      Interaction: 900,
      RefreshToken: 43_200,
      Session: 1800,
    },
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: 'Nguyễn Văn Đo', birthdate: '1985-01-01', gender: 'male', locale: 'vi' }),
    }),
    async loadExistingGrant(ctx) {
      const { client, session, account } = ctx.oidc;
      if (client === undefined || session === undefined || account === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      const found = known === undefined ? undefined : await ctx.oidc.provider.Grant.find(known);
      if (found !== undefined) return found;
      const grant = new ctx.oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: (ctx) => profiles.get(ctx.oidc.client?.clientId ?? '') !== 'fapi2',
    renderError(ctx, out) {
      ctx.body = out;
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => false, allowReplay: false },
      fapi: {
        enabled: true,
        profile: (_ctx, client) => (client !== undefined && profiles.get(client.clientId) === 'fapi2' ? '2.0' : undefined),
      },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      jwtUserinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf as never,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, identifier) {
          if (identifier !== api.identifier) throw new errors.InvalidTarget();
          return { scope: api.scope, audience: identifier, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
        },
      },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = form;
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = 'signed out';
        },
      },
    },
  };
}

function metadata(portal: Portal): object {
  return {
    client_id: portal.clientId,
    redirect_uris: [portal.redirectUri],
    response_types: ['code'],
    grant_types: [...grantTypes],
    id_token_signed_response_alg: 'ES256',
    ...(portal.key === null
      ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: portal.secret }
      : {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [publicHalf(portal.key)] },
          require_pushed_authorization_requests: true,
          dpop_bound_access_tokens: true,
        }),
  };
}
