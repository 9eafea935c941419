import { RegistrationRefused } from '#identity/clients';
import { CommandFailed, argument, limitOf, table } from '#module/command';
import { servicesOf, type IdentityCommand } from './host.ts';

const ACTOR = 'cli';

const clientMembers = `Needed are only \`agency\` (an agency's code, such as \`G18\` or \`H26\`), \`client_name\` and \`redirect_uris\`. Beside the metadata of
RFC 7591 and OpenID Connect there are \`profile\` (\`fapi2\` unless given, or \`basic\`), \`scope\` or \`scopes\` (a list of names, or of objects with
\`scope\`, \`purpose_vi\`, \`purpose_en\`, \`legal_basis\`), \`minimum_acr\`, \`basic_until\`, \`pkce_exempt_until\` with \`pkce_exempt_reason\`, and a
\`client_id\` of one's own. A \`fapi2\` client that brings neither \`jwks\` nor \`jwks_uri\` is given a key pair: \`private_jwks\` in the answer is
its private half. A \`basic\` client is given a \`client_secret\`. Neither can be shown again. Members nobody knows are ignored, as RFC 7591
demands, and listed in \`ignored_members\`, so that a misspelt one is noticed.`;

export const clientCommands: readonly IdentityCommand[] = [
  {
    name: 'client create',
    usage: '< registration.json',
    about:
      'Registers a portal from RFC 7591 metadata plus agency, profile and scopes on standard input, and prints the registration with its credentials, which are shown this once.',
    reads: 'the registration',
    more: clientMembers,
    example: `echo '{"agency":"G18","client_name":"Cổng mẫu","redirect_uris":["https://portal.example/return"]}' | npm run -s cli -- client create`,
    async run({ host, document }) {
      const services = servicesOf(host);
      const made = await refused('registration', () => services.db.transaction((tx) => services.clients.create(tx, document, ACTOR)));
      return {
        json: {
          issuer: services.options.issuer.origin,
          ...made.registration,
          ...(made.clientSecret === null ? {} : { client_secret: made.clientSecret, client_secret_expires_at: 0 }),
          ...(made.privateJwk === null ? {} : { private_jwks: { keys: [made.privateJwk] } }),
          ...(made.ignored.length === 0 ? {} : { ignored_members: made.ignored }),
        },
      };
    },
  },
  {
    name: 'client list',
    usage: '[--after CLIENT_ID] [--limit N]',
    about: 'Lists registered clients in the order of their ids.',
    options: ['after', 'limit'],
    example: 'npm run -s cli -- client list --limit 20',
    async run(invocation) {
      const { host, options } = invocation;
      const services = servicesOf(host);
      const limit = limitOf(invocation);
      const after = typeof options['after'] === 'string' ? options['after'] : '';
      const clients = await services.clients.list(services.db, { after, limit });
      const rows = clients.map((client) => [client.client_id, client.agency, client.profile, client.status, String(client['client_name'])]);
      return { json: { clients }, text: table([['CLIENT_ID', 'AGENCY', 'PROFILE', 'STATUS', 'NAME'], ...rows]) };
    },
  },
  {
    name: 'client show',
    usage: '<client_id>',
    about: 'Shows one registration, without credentials.',
    example: 'npm run -s cli -- client show portal-hanoi',
    async run(invocation) {
      const id = argument(invocation, 0, 'the client_id');
      const services = servicesOf(invocation.host);
      const client = await services.clients.show(services.db, id);
      if (client === null) throw new CommandFailed(`there is no client ${id}`);
      return { json: client };
    },
  },
  {
    name: 'client disable',
    usage: '<client_id>',
    about: 'Turns a client off: from now on nobody can sign in to it and its tokens are refused by the provider.',
    example: 'npm run -s cli -- client disable portal-hanoi',
    async run(invocation) {
      const services = servicesOf(invocation.host);
      const id = argument(invocation, 0, 'the client_id');
      const changed = await services.db.transaction((tx) => services.clients.disable(tx, { id, actor: ACTOR }));
      const client = await services.clients.show(services.db, id);
      if (client === null) throw new CommandFailed(`there is no client ${id}`);
      return { json: { client_id: id, status: client.status, changed }, text: `${id} is ${client.status}` };
    },
  },
  {
    name: 'api save',
    usage: '< api.json',
    about:
      'Registers an API that accepts access tokens (RFC 8707), or replaces it: identifier, agency, name, scopes, and where wanted signing_alg and token_seconds. Running processes know it within a minute.',
    reads: 'the API',
    example: `echo '{"identifier":"https://api.example/dossiers","agency":"G18","name":"Hồ sơ","scopes":["dossier:read"]}' | npm run -s cli -- api save`,
    async run({ host, document }) {
      const services = servicesOf(host);
      const given = apiInput(document);
      await services.db.transaction(async (tx) => {
        await refused('API', () => services.clients.saveResource(tx, given));
        await services.events.record(tx, {
          type: 'api.saved',
          actor: ACTOR,
          detail: { identifier: given.identifier, agency: given.agency_code, scopes: given.scopes },
        });
      });
      return { json: given };
    },
  },
  {
    name: 'api list',
    usage: '',
    about: 'Lists the APIs that accept access tokens.',
    example: 'npm run -s cli -- api list',
    async run({ host }) {
      const services = servicesOf(host);
      const apis = await services.clients.resources(services.db);
      return {
        json: { apis },
        text: table([['IDENTIFIER', 'AGENCY', 'SCOPES'], ...apis.map((api) => [api.identifier, api.agency_code, api.scopes.join(' ')])]),
      };
    },
  },
];

/** Says every reason of a refusal, one to a line. */
async function refused<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    throw new CommandFailed(`the ${what} is refused:\n${error.issues.map((issue) => `  ${issue.member}: ${issue.message}`).join('\n')}`);
  }
}

function apiInput(input: unknown) {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const { identifier, scopes, name, agency, signing_alg: alg = 'ES256', token_seconds: seconds = 300 } = given;
  if (typeof identifier !== 'string' || !URL.canParse(identifier) || identifier.includes('#'))
    throw new CommandFailed('identifier must be an absolute URI without a fragment');
  if (
    !Array.isArray(scopes) ||
    scopes.length === 0 ||
    !scopes.every((scope) => typeof scope === 'string' && /^[\w.:/-]{1,100}$/.test(scope))
  )
    throw new CommandFailed('scopes must be a list of scope names');
  if (typeof alg !== 'string' || !['ES256', 'PS256', 'RS256', 'EdDSA'].includes(alg))
    throw new CommandFailed('signing_alg must be ES256, PS256, RS256 or EdDSA');
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 30 || seconds > 3600)
    throw new CommandFailed('token_seconds must be a whole number from 30 to 3600');
  return {
    identifier,
    agency_code: typeof agency === 'string' ? agency.toUpperCase() : 'MC',
    name: typeof name === 'string' ? name : identifier,
    scopes: scopes as string[],
    signing_alg: alg as 'ES256',
    token_seconds: seconds,
  };
}
