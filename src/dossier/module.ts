import { defineModule, type Host } from '#module';
import { dossierProblems } from '#dossier/problems';
import { seedScaleDossiers } from '#dossier/scale';
import { edgeOf, relyingPartyOf } from '#relying-party';
import { watchLimits } from '#shared/limits';
import { createNotifier } from '#shared/notify';
import { createDossier } from './dossier.ts';
import { createDossierOrigin, dossierTexts } from './origin.ts';
import { dossierPages } from './pages.ts';
import { staffCommands } from './staff-commands.ts';

/** File, follow and decide. It reads the catalogue, asks the payment service for money and believes only its signed notices. */
export const dossier = defineModule({
  name: 'dossier',
  title: 'the dossier service',
  schema: { name: 'dossier', jobs: true, templates: ['relying-party', 'notification', 'rate-limit'] },
  settings: {},
  origins: [{ name: 'dossier', offset: 2, about: 'Public address of the dossier service.' }],
  registration: {
    title: { vi: 'Hồ sơ trực tuyến', en: 'Online dossiers' },
    api: ['dossier:read', 'dossier:write'],
    signIn: ['openid', 'profile', 'phone', 'email', 'address', 'citizen_id'],
    calls: ['payment:order', 'payment:read'],
  },
  texts: dossierTexts,
  pages: dossierPages,
  problems: dossierProblems,
  commands: staffCommands,
  scale: {
    what: 'dossiers',
    about:
      'The dossiers are in nine statuses with their histories, most of them finished, and belong to people who cannot sign in; nobody is notified.',
    make: (host, { count, progress }) =>
      seedScaleDossiers(
        { db: host.db(), clock: host.clock, sealer: host.sealer, blindIndex: host.blindIndex },
        { from: 0, dossiers: count, progress },
      ),
  },
  start(host) {
    const made = create(host);
    const { tasks, recurring } = made;
    return {
      tasks,
      recurring,
      async prepare() {
        if (host.at.demoData) await made.seedDemo();
      },
      origins: () => Promise.resolve({ dossier: createDossierOrigin({ dossier: made, db: host.db(), ...edgeOf(host) }) }),
      async ready() {
        await host.db().query('SELECT 1');
      },
    };
  },
});

function create(host: Host) {
  const { clock, log, sealer, blindIndex } = host;
  const { catalogue, payment } = host.at.urls;
  if (catalogue === undefined || payment === undefined) throw new Error('the dossier service needs CATALOGUE_URL and PAYMENT_URL');
  const jobs = host.queue();
  return createDossier({
    ...{ clock, log, sealer, blindIndex, jobs },
    watch: watchLimits(host.metrics, host.at.limitsOnTrial),
    db: host.db(),
    notifier: createNotifier({ schema: 'dossier', jobs, sealer, blindIndex, clock }),
    rp: relyingPartyOf(host),
    urls: { dossier: host.client().url.origin, catalogue: catalogue.origin, payment: payment.origin },
    fetch,
    webhookKeys: [{ id: 'payment', secret: Buffer.from(host.at.paymentWebhookSecret ?? '') }],
    channels: host.channels(),
  });
}
