import { defineModule } from '#module';
import { startPortals } from './start-portals.ts';

/** Two sample portals that know nothing but OpenID Connect, and hand their registrations in as an agency does. */
export const portals = defineModule({
  name: 'portals',
  title: 'the sample portals',
  development: true,
  single: true,
  guestOf: 'sandbox',
  settings: {},
  origins: [
    {
      name: 'ministryPortal',
      title: 'sample ministry portal',
      offset: 6,
      about: 'Address of the sample ministry portal (localhost only).',
    },
    {
      name: 'provincePortal',
      title: 'sample province portal',
      offset: 7,
      about: 'Address of the sample province portal (localhost only).',
    },
  ],
  start: (host) => ({
    async origins() {
      const { identity, ministryPortal, provincePortal } = host.at.urls;
      if (ministryPortal === undefined || provincePortal === undefined) throw new Error('the sample portals have no address');
      const { register } = await host.offered('registrar');
      const places = { identity: identity.origin, ministryPortal: ministryPortal.origin, provincePortal: provincePortal.origin };
      const { ministry, province } = await startPortals({ db: host.db(), log: host.log, register, ...places });
      return { ministryPortal: ministry, provincePortal: province };
    },
    async ready() {
      await host.db().query('SELECT 1');
    },
  }),
});
