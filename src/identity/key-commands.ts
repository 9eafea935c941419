import type { KeyView } from '#identity/keys';
import { table } from '#module/command';
import { servicesOf, type IdentityCommand } from './host.ts';

const keyTable = (keys: readonly KeyView[]): string =>
  table([
    ['ALG', 'STATE', 'ACTIVE FROM', 'RETIRES', 'KID'],
    ...keys.map((key) => [key.alg, key.state, key.active_from ?? '-', key.retire_at ?? '-', key.kid]),
  ]);

export const keyCommands: readonly IdentityCommand[] = [
  {
    name: 'key list',
    usage: '',
    about: 'Lists the signing keys with their states: next, scheduled, current, previous.',
    example: 'npm run -s cli -- key list',
    async run({ host }) {
      const services = servicesOf(host);
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
    async run({ host }) {
      const services = servicesOf(host);
      const keys = await services.db.transaction(async (tx) => {
        await services.keys.ensure(tx);
        return services.keys.rotate(tx, { actor: 'cli' });
      });
      return { json: { keys }, text: keyTable(keys) };
    },
  },
];
