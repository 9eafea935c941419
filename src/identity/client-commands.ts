import { CommandFailed, argument, limitOf, table } from '#module/command';
import { ACTOR, refused, warnings } from './client-refusal.ts';
import { servicesOf, type IdentityCommand } from './host.ts';

const clientMembers = `Needed are only \`agency\` (an agency's code, such as \`G18\` or \`H26\`), \`client_name\` and \`redirect_uris\`. Beside the metadata of
RFC 7591 and OpenID Connect there are \`profile\` (\`fapi2\` unless given, or \`basic\`), \`scope\` or \`scopes\` (a list of names, or of objects with
\`scope\`, \`purpose_vi\`, \`purpose_en\`, \`legal_basis\`), \`minimum_acr\`, \`basic_until\`, \`pkce_exempt_until\` with \`pkce_exempt_reason\`, and a
\`client_id\` of one's own. A \`fapi2\` client that brings neither \`jwks\` nor \`jwks_uri\` is given a key pair: \`private_jwks\` in the answer is
its private half. A \`basic\` client is given a \`client_secret\`. Neither can be shown again. Members nobody knows are ignored, as RFC 7591
demands, and listed in \`ignored_members\`, so that a misspelt one is noticed. A \`jwks_uri\` is read once, and what is wrong with it is among
the \`warnings\`: it holds nothing up.`;

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
          ...(await warnings(made.registration['jwks_uri'], services.options)),
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
  turned('disable', 'Turns a client off: from now on nobody can sign in to it and its tokens are refused by the provider.'),
  turned('enable', 'Turns a client on again that was turned off.'),
];

function turned(change: 'disable' | 'enable', about: string): IdentityCommand {
  return {
    name: `client ${change}`,
    usage: '<client_id>',
    about,
    example: `npm run -s cli -- client ${change} portal-hanoi`,
    async run(invocation) {
      const services = servicesOf(invocation.host);
      const id = argument(invocation, 0, 'the client_id');
      const changed = await services.db.transaction((tx) => services.clients[change](tx, { id, actor: ACTOR }));
      const client = await services.clients.show(services.db, id);
      if (client === null) throw new CommandFailed(`there is no client ${id}`);
      return { json: { client_id: id, status: client.status, changed }, text: `${id} is ${client.status}` };
    },
  };
}
