import type { ChangedClient } from '#identity/clients';
import { CommandFailed, argument, type Answer } from '#module/command';
import { ACTOR, refused, warnings } from './client-refusal.ts';
import { servicesOf, type IdentityCommand } from './host.ts';

/** How a registration changes while everything runs. */
export const clientChangeCommands: readonly IdentityCommand[] = [
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
      const moved = change?.changes.find(({ member }) => member === 'jwks_uri');
      return changed(id, change, apply, await warnings(moved?.to, services.options));
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
];

/** Two secrets are for the time of a change, not for good. */
const LONGEST_HOURS = 168;

/** The difference as lines, and the credentials that the change has made. */
type Warned = Awaited<ReturnType<typeof warnings>>;

function changed(id: string, change: ChangedClient | null, applied: boolean, warned: Warned = {}): Answer {
  if (change === null) throw new CommandFailed(`there is no client ${id}`);
  const { changes, clientSecret, privateJwk, ignored } = change;
  const json = {
    client_id: id,
    changes,
    applied: applied && changes.length > 0,
    ...(clientSecret === null ? {} : { client_secret: clientSecret }),
    ...(privateJwk === null ? {} : { private_jwks: { keys: [privateJwk] } }),
    ...(ignored.length === 0 ? {} : { ignored_members: ignored }),
    ...warned,
  };
  const lines = [
    ...changes.flatMap(({ member, from, to }) => [member, ...line('-', from), ...line('+', to)]),
    ...(changes.length === 0 ? ['nothing changes'] : [applied ? 'changed' : 'nothing was changed: repeat it with --yes']),
    ...(ignored.length === 0 ? [] : [`members nobody knows: ${ignored.join(', ')}`]),
    ...(warned.warnings ?? []).map((warning) => `warning: ${warning}`),
    ...(clientSecret === null ? [] : [`client_secret (shown this once): ${clientSecret}`]),
    ...(privateJwk === null ? [] : [`private_jwks (shown this once): ${JSON.stringify({ keys: [privateJwk] })}`]),
  ];
  return { json, text: lines.join('\n'), incomplete: !applied && changes.length > 0 };
}

const line = (sign: '-' | '+', value: unknown): string[] => (value === null ? [] : [`  ${sign} ${JSON.stringify(value)}`]);
