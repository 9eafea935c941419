import { seedDemo } from './demo.ts';
import { servicesOf, type IdentityCommand } from './host.ts';
import { registerServices } from './service-clients.ts';

export const systemCommands: readonly IdentityCommand[] = [
  {
    name: 'service register',
    usage: '',
    about:
      'Registers our own services that have an address and a key (CATALOGUE_URL and CATALOGUE_CLIENT_KEY, …) as relying parties, with their APIs. Safe to repeat.',
    example: 'npm run -s cli -- service register',
    async run({ host }) {
      await registerServices(servicesOf(host), host.registrations, 'cli');
      const registered = host.registrations.map(({ client }) => client.client_id);
      return { json: { registered }, text: registered.length === 0 ? 'no service has an address and a key' : registered.join('\n') };
    },
  },
  {
    name: 'seed demo',
    usage: '',
    about: 'Makes the demo accounts that are missing. Only where the host of IDENTITY_URL is localhost.',
    example: 'npm run -s cli -- seed demo',
    async run({ host }) {
      const created = await seedDemo(servicesOf(host));
      return { json: { created }, text: `${created} demo accounts made` };
    },
  },
];
