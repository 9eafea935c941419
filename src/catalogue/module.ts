import { defineModule, type Host } from '#module';
import { edgeOf, relyingPartyOf } from '#relying-party';
import { agencyCommand, agencyRefusal } from './agency-command.ts';
import { cataloguePages, createCatalogue } from './catalogue.ts';
import { importCommand } from './import-command.ts';
import { catalogueTexts, createCatalogueOrigin } from './origin.ts';

/** The public front door: the register of procedures, agencies and units; searched and read without signing in. */
export const catalogue = defineModule({
  name: 'catalogue',
  title: 'the catalogue',
  schema: { name: 'catalogue', templates: ['relying-party'] },
  settings: {},
  origins: [{ name: 'catalogue', offset: 1, about: 'Public address of the catalogue of procedures.' }],
  registration: {
    title: { vi: 'Danh mục thủ tục hành chính', en: 'Catalogue of administrative procedures' },
    api: ['catalogue:write'],
    signIn: ['openid', 'profile'],
    calls: [],
  },
  texts: catalogueTexts,
  pages: cataloguePages,
  commands: [importCommand, agencyCommand],
  offers: { agencies: (host) => ({ refusal: (code) => agencyRefusal(host, code) }) },
  start(host) {
    const made = create(host);
    return {
      prepare: () => made.prepare(),
      origins: () => Promise.resolve({ catalogue: createCatalogueOrigin({ catalogue: made, db: host.db(), ...edgeOf(host) }) }),
      async ready() {
        await host.db().query('SELECT 1');
      },
    };
  },
});

/** It links to the services where one files and pays. */
function create(host: Host) {
  const { identity, dossier, payment } = host.at.urls;
  if (dossier === undefined || payment === undefined) throw new Error('the catalogue needs DOSSIER_URL and PAYMENT_URL for its links');
  return createCatalogue({
    db: host.db(),
    clock: host.clock,
    log: host.log,
    publicUrl: host.client().url,
    rp: relyingPartyOf(host),
    urls: { dossier, payment },
    services: { identity, dossier, payment },
    fetch,
  });
}
