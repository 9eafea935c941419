import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import Provider, { interactionPolicy, type Configuration } from 'oidc-provider';

/** An identity provider of another make than ours: oidc-provider with its memory adapter, and a person who never hesitates. */
export interface TestProvider {
  readonly issuer: string;
  readonly provider: Provider;
  /** What the next sign-ins do. */
  readonly person: { sub: string; acr: string; amr: string[]; error: { error: string; error_description: string } | null };
  /** The provider's own signing key, to make tokens it would have made, apart from one detail. */
  readonly signingKey: CryptoKey;
  readonly kid: string;
  stop(): Promise<void>;
}

export const apiAudience = 'urn:test:things';

export async function createKeyJwk(alg = 'ES256', kid?: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', ...(kid === undefined ? {} : { kid }) };
}

export function publicJwk(jwk: JWK): JWK {
  const { kty, crv, x, y, n, e, alg, kid, use } = jwk;
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e, alg, kid, use })) as JWK;
}

/** Listens before it knows what it will serve, since addresses go into configurations. */
export async function listen(): Promise<{
  server: Server;
  origin: string;
  serve: (handler: (request: never, response: never) => unknown) => void;
}> {
  let handler: (request: never, response: never) => unknown = () => undefined;
  const server = createServer((request, response) => void handler(request as never, response as never));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { server, origin, serve: (next) => (handler = next) };
}

export async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const order = ['LoA1', 'LoA2', 'LoA3'];

export async function startTestProvider(
  clients: (issuer: string) => object[],
  at?: Awaited<ReturnType<typeof listen>>,
): Promise<TestProvider> {
  const place = at ?? (await listen());
  const es = await createKeyJwk('ES256', 'es');
  const rs = await createKeyJwk('RS256', 'rs');
  const person: TestProvider['person'] = { sub: 'person-1', acr: 'LoA1', amr: ['pwd'], error: null };

  const policy = interactionPolicy.base();
  policy.remove('consent');
  const login = policy.get('login');
  // Stock ones ask again for ever when the person cannot reach the level.
  for (const reason of ['essential_acr', 'essential_acrs']) login?.checks.remove(reason);
  login?.checks.add(
    new interactionPolicy.Check('acr_values', 'a higher level was asked for', 'login_required', (ctx) => {
      const asked = order.indexOf(String(ctx.oidc.params?.['acr_values'] ?? ''));
      const reached = order.indexOf(ctx.oidc.session?.acr ?? '');
      return ctx.oidc.result === undefined && asked > reached;
    }),
  );

  const configuration: Configuration = {
    clients: clients(place.origin) as never,
    extraClientMetadata: { properties: ['agency', 'profile', 'purpose', 'legal_basis'] },
    jwks: { keys: [es, rs] } as never,
    acrValues: order,
    cookies: { keys: ['test'] },
    scopes: ['openid', 'profile', 'phone', 'citizen_id', 'dvcqg', 'offline_access'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] } as never,
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['name', 'birthdate'],
      phone: ['phone_number'],
      citizen_id: ['citizen_id'],
      dvcqg: ['HoVaTen', 'SoDinhDanh'],
      sid: null,
    } as never,
    // Without the library's dispatcher, which destroys connections to loopback addresses.
    fetch: (input: string | URL | Request, init?: RequestInit) =>
      fetch(input, { ...init, dispatcher: undefined } as unknown as RequestInit),
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        name: 'Nguyễn Thị <Mẫu>',
        birthdate: '1990-02-28',
        phone_number: '+84900000022',
        citizen_id: '001190000022',
        HoVaTen: 'NGUYỄN THỊ MẪU',
        SoDinhDanh: '001190000022',
      }),
    }),
    async loadExistingGrant(ctx) {
      const existing = ctx.oidc.session?.grantIdFor(ctx.oidc.client?.clientId ?? '');
      const grant =
        (existing === undefined ? undefined : await ctx.oidc.provider.Grant.find(existing)) ??
        new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session?.accountId ?? '', clientId: ctx.oidc.client?.clientId ?? '' });
      grant.addOIDCScope('openid profile phone citizen_id dvcqg offline_access');
      grant.addResourceScope(apiAudience, 'things:read things:write');
      await grant.save();
      return grant;
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    extraTokenClaims: (ctx) => {
      const source = ctx.oidc.entities.RefreshToken ?? ctx.oidc.entities.AuthorizationCode;
      return source === undefined ? {} : ({ acr: source.acr, auth_time: source.authTime } as never);
    },
    pkce: { required: () => true },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: { AccessToken: 600, ClientCredentials: 600, RefreshToken: 3600, Session: 3600, Interaction: 600, Grant: 3600, IdToken: 600 },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      claimsParameter: { enabled: true },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = form.replace('</form>', '<input type="hidden" name="logout" value="yes"/></form>');
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [] as never,
        useGrantedResource: () => false,
        getResourceServerInfo: () => ({
          scope: 'things:read things:write',
          audience: apiAudience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    renderError: (ctx, out) => {
      ctx.body = out;
    },
  };
  const provider = new Provider(place.origin, configuration);
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const result = person.error ?? { login: { accountId: person.sub, acr: person.acr, amr: person.amr, remember: true } };
    await provider.interactionFinished(ctx.req, ctx.res, result as never);
    ctx.respond = false;
    return undefined;
  });
  place.serve(provider.callback() as never);
  return {
    issuer: place.origin,
    provider,
    person,
    signingKey: (await importJWK(es, 'ES256')) as CryptoKey,
    kid: 'es',
    stop: () => stopServer(place.server),
  };
}
