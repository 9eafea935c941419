import { registerServices, seedDemo } from '#identity';
import type { KeyView } from '#identity/keys';
import { table, type Command } from './command.ts';

const keyTable = (keys: readonly KeyView[]): string =>
  table([
    ['ALG', 'STATE', 'ACTIVE FROM', 'RETIRES', 'KID'],
    ...keys.map((key) => [key.alg, key.state, key.active_from ?? '-', key.retire_at ?? '-', key.kid]),
  ]);

export const systemCommands: readonly Command[] = [
  {
    name: 'key list',
    usage: '',
    about: 'Lists the signing keys with their states: next, scheduled, current, previous.',
    example: 'npm run -s cli -- key list',
    async run({ services }) {
      await services.db.transaction((tx) => services.keys.ensure(tx));
      const keys = await services.keys.list(services.db);
      return { json: { keys }, text: keyTable(keys) };
    },
  },
  {
    name: 'key rotate',
    usage: '',
    about:
      'Makes the next keys current as soon as every relying party can have seen them. The running system follows by itself; nothing fails to verify.',
    example: 'npm run -s cli -- key rotate',
    async run({ services }) {
      const keys = await services.db.transaction(async (tx) => {
        await services.keys.ensure(tx);
        return services.keys.rotate(tx, { actor: 'cli' });
      });
      return { json: { keys }, text: keyTable(keys) };
    },
  },
  {
    name: 'migrate',
    usage: '',
    about:
      'Brings the databases to the present schema and rules. Every start does the same, except that it leaves the rules of a newer version in place.',
    example: 'npm run -s cli -- migrate',
    run: () => Promise.resolve({ json: { migrated: true }, text: 'the database has the present schema' }),
  },
  {
    name: 'service register',
    usage: '',
    about:
      'Registers the catalogue, dossier and payment services that have an address and a key (CATALOGUE_URL and CATALOGUE_CLIENT_KEY, …) as relying parties, with their APIs. Safe to repeat.',
    example: 'npm run -s cli -- service register',
    async run({ services, registrations }) {
      await registerServices(services, registrations, 'cli');
      const registered = registrations.map(({ client }) => client.client_id);
      return { json: { registered }, text: registered.length === 0 ? 'no service has an address and a key' : registered.join('\n') };
    },
  },
  {
    name: 'seed demo',
    usage: '',
    about: 'Makes the demo accounts that are missing. Only where the host of IDENTITY_URL is localhost.',
    example: 'npm run -s cli -- seed demo',
    async run({ services }) {
      const created = await seedDemo(services);
      return { json: { created }, text: `${created} demo accounts made` };
    },
  },
];
