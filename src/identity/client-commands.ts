import { RegistrationRefused, type ChangedClient } from '#identity/clients';
import { CommandFailed, argument, limitOf, table, type Answer } from '#module/command';
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
    name: 'client enable',
    usage: '<client_id>',
    about: 'Turns a client on again that was turned off.',
    example: 'npm run -s cli -- client enable portal-hanoi',
    async run(invocation) {
      const services = servicesOf(invocation.host);
      const id = argument(invocation, 0, 'the client_id');
      const changed = await services.db.transaction((tx) => services.clients.enable(tx, { id, actor: ACTOR }));
      const client = await services.clients.show(services.db, id);
      if (client === null) throw new CommandFailed(`there is no client ${id}`);
      return { json: { client_id: id, status: client.status, changed }, text: `${id} is ${client.status}` };
    },
  },
  {
    name: 'client update',
    usage: '<client_id> [--yes] < changes.json',
    about: 'Shows what would change in a registration, and with --yes changes it. Every process works with it within a second.',
    flags: ['yes'],
    reads: 'the members that change',
    more: `The document has the members of \`client create\` that change; \`null\` takes a member away, and what is not named stays. What \`client show\`
prints can be edited and handed in. Without \`--yes\` nothing is changed and the exit code is 1. The agency cannot change, since every \`sub\` belongs
to it. A client that has to authenticate in another way from now on is given a secret or a key pair, which is shown this once.`,
    example: `echo '{"redirect_uris":["https://portal.example/return"]}' | npm run -s cli -- client update portal-hanoi --yes`,
    async run(invocation) {
      const { host, document, options } = invocation;
      const id = argument(invocation, 0, 'the client_id');
      const services = servicesOf(host);
      const apply = options['yes'] === true;
      const change = await refused('change', () =>
        services.db.transaction((tx) => services.clients.update(tx, { id, patch: document, apply, actor: ACTOR })),
      );
      return changed(id, change, apply);
    },
  },
  {
    name: 'client key add',
    usage: '<client_id> < key.json',
    about: 'Adds a public key (a JWK) beside those a client has, which stay valid. Every process knows it within a second.',
    reads: 'the public key',
    example: `npm run -s cli -- client key add portal-hanoi < new-key.json`,
    async run(invocation) {
      const id = argument(invocation, 0, 'the client_id');
      const services = servicesOf(invocation.host);
      const change = await refused('key', () =>
        services.db.transaction((tx) => services.clients.addKey(tx, { id, jwk: invocation.document, actor: ACTOR })),
      );
      return changed(id, change, true);
    },
  },
  {
    name: 'client key remove',
    usage: '<client_id> <kid>',
    about: 'Takes a public key away from a client; never the last one. From then on nothing signed with it is accepted.',
    example: 'npm run -s cli -- client key remove portal-hanoi hanoi-1',
    async run(invocation) {
      const [id, kid] = [argument(invocation, 0, 'the client_id'), argument(invocation, 1, 'the kid')];
      const services = servicesOf(invocation.host);
      const change = await refused('key', () => services.db.transaction((tx) => services.clients.removeKey(tx, { id, kid, actor: ACTOR })));
      return changed(id, change, true);
    },
  },
  {
    name: 'client secret rotate',
    usage: '<client_id> [--keep-hours N]',
    about:
      'Gives a client a new secret, which is shown this once. The present one stays valid for 24 hours, or for as many as are said (0: ends now).',
    options: ['keep-hours'],
    example: 'npm run -s cli -- client secret rotate portal-hanoi --keep-hours 48',
    async run(invocation) {
      const id = argument(invocation, 0, 'the client_id');
      const services = servicesOf(invocation.host);
      const hours = Number(invocation.options['keep-hours'] ?? 24);
      if (!Number.isInteger(hours) || hours < 0 || hours > LONGEST_HOURS)
        throw new CommandFailed(`--keep-hours must be a whole number from 0 to ${LONGEST_HOURS}`);
      const until = new Date(services.clock.now().getTime() + hours * 3_600_000);
      const made = await refused('secret', () =>
        services.db.transaction((tx) => services.clients.rotateSecret(tx, { id, until, actor: ACTOR })),
      );
      if (made === null) throw new CommandFailed(`there is no client ${id}`);
      return { json: { client_id: id, client_secret: made.clientSecret, previous_secret_until: until.toISOString() } };
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

/** Two secrets are for the time of a change, not for good. */
const LONGEST_HOURS = 168;

/** The difference as lines, and the credentials that the change has made. */
function changed(id: string, change: ChangedClient | null, applied: boolean): Answer {
  if (change === null) throw new CommandFailed(`there is no client ${id}`);
  const { changes, clientSecret, privateJwk, ignored } = change;
  const json = {
    client_id: id,
    changes,
    applied: applied && changes.length > 0,
    ...(clientSecret === null ? {} : { client_secret: clientSecret }),
    ...(privateJwk === null ? {} : { private_jwks: { keys: [privateJwk] } }),
    ...(ignored.length === 0 ? {} : { ignored_members: ignored }),
  };
  const lines = [
    ...changes.flatMap(({ member, from, to }) => [member, ...line('-', from), ...line('+', to)]),
    ...(changes.length === 0 ? ['nothing changes'] : [applied ? 'changed' : 'nothing was changed: repeat it with --yes']),
    ...(ignored.length === 0 ? [] : [`members nobody knows: ${ignored.join(', ')}`]),
    ...(clientSecret === null ? [] : [`client_secret (shown this once): ${clientSecret}`]),
    ...(privateJwk === null ? [] : [`private_jwks (shown this once): ${JSON.stringify({ keys: [privateJwk] })}`]),
  ];
  return { json, text: lines.join('\n'), incomplete: !applied && changes.length > 0 };
}

const line = (sign: '-' | '+', value: unknown): string[] => (value === null ? [] : [`  ${sign} ${JSON.stringify(value)}`]);

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
