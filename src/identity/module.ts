import { accountPages } from '#identity/account-centre';
import { fullPage } from '#identity/admission';
import { signInPages } from '#identity/sign-in';
import { defineModule } from '#module';
import { withShared } from '#shared/texts';
import type { Page } from '#shared/view';
import { accountCommands } from './account-commands.ts';
import { apiCommands } from './api-commands.ts';
import { clientChangeCommands } from './client-change-commands.ts';
import { clientCommands } from './client-commands.ts';
import { DEMO_PASSWORD, DEMO_TOTP, demoAccounts, seedDemo } from './demo.ts';
import { runtimeOf, servicesOf } from './host.ts';
import { keyCommands } from './key-commands.ts';
import { identityMessages } from './messages.ts';
import { createIdentityOrigin } from './origin.ts';
import { seedScaleAccounts } from './scale.ts';
import { registerServices } from './service-clients.ts';
import { contradictions, families, settings } from './settings.ts';
import { systemCommands } from './system-commands.ts';
import { identityTasks } from './tasks.ts';

/** The OpenID Provider: people, their sign-in, the protocol, the portals. */
export const identity = defineModule({
  name: 'identity',
  title: 'the identity provider',
  plansOnce: true,
  schema: { name: 'identity', jobs: true, templates: ['notification', 'rate-limit'] },
  settings,
  families,
  contradictions,
  origins: [
    {
      name: 'identity',
      offset: 0,
      about: 'Public address of the identity provider: the issuer in every token. Agencies configure it, so it never changes.',
    },
  ],
  texts: withShared(identityMessages),
  pages: [...signInPages, ...accountPages, fullPage as Page<object>],
  welcome: [
    `Demo accounts (password ${DEMO_PASSWORD}, TOTP secret ${DEMO_TOTP}):`,
    ...demoAccounts.map((one) => `  ${one.citizen_number}  ${one.about}`),
  ],
  commands: [...clientCommands, ...clientChangeCommands, ...apiCommands, ...accountCommands, ...keyCommands, ...systemCommands],
  scale: {
    what: 'accounts',
    about: 'The accounts are sealed and indexed like any other and sign in with the demo password; a third of them is verified.',
    make: (host, { count, progress }) => seedScaleAccounts(servicesOf(host), { accounts: count, progress }),
  },
  offers: {
    audit(host) {
      const { db, events } = servicesOf(host);
      return { record: (event) => db.transaction((tx) => events.record(tx, { ...event, actor: 'cli' })) };
    },
    registrar(host) {
      const { db, clients } = servicesOf(host);
      return {
        async register(registration) {
          const made = await db.transaction((tx) => clients.create(tx, registration, 'seed'));
          return { clientId: made.registration.client_id, clientSecret: made.clientSecret };
        },
      };
    },
  },
  async start(host) {
    const runtime = await runtimeOf(host);
    const { tasks, recurring } = identityTasks(runtime, host.channels());
    return {
      tasks,
      recurring,
      async prepare() {
        if (host.at.demoData) await seedDemo(runtime);
        // On localhost our own services are registered by themselves; elsewhere an operator does it (`service register`).
        if (host.at.localhost) await registerServices(runtime, host.registrations, 'seed');
      },
      origins: () => Promise.resolve({ identity: createIdentityOrigin(runtime) }),
      async ready() {
        await runtime.db.query('SELECT 1');
      },
    };
  },
});
