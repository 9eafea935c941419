import { anyone, route, show, type Route } from '#shared/http';
import { page } from '#shared/view';

/** The other origins of a development system, by what they are. */
export interface Places {
  readonly identity: string;
  readonly ministryPortal: string;
  readonly provincePortal: string;
}

export interface HomeModel {
  readonly places: Places & { readonly bank: boolean };
  readonly accounts: readonly { readonly number: string; readonly kind: DemoKind }[];
  readonly password: string;
  readonly totpSecret: string;
}

type DemoKind =
  'selfDeclared' | 'verified' | 'representative' | 'registrar' | 'securityOfficer' | 'auditor' | 'support' | 'counterOfficer' | 'engineer';

const demo: Omit<HomeModel, 'places'> = {
  password: 'Mot-Cua-Demo-2026',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  accounts: [
    { number: '001085000011', kind: 'selfDeclared' },
    { number: '001190000022', kind: 'verified' },
    { number: '079075000033', kind: 'representative' },
    { number: '001080000101', kind: 'registrar' },
    { number: '001080000102', kind: 'registrar' },
    { number: '001080000103', kind: 'securityOfficer' },
    { number: '001080000104', kind: 'auditor' },
    { number: '001080000105', kind: 'support' },
    { number: '089082000201', kind: 'counterOfficer' },
    { number: '001082000202', kind: 'engineer' },
  ],
};

export const homePage = page<HomeModel>('sandbox/home', {
  everything: {
    ...demo,
    places: {
      identity: 'http://localhost:3000/',
      ministryPortal: 'http://localhost:3006/',
      provincePortal: 'http://localhost:3007/',
      bank: true,
    },
  },
});

/** What there is to try, and with which accounts. */
export function homeRoute(places: HomeModel['places']): Route {
  return route({
    method: 'GET',
    path: '/',
    who: anyone,
    handle: async () => show(homePage, { ...demo, places }),
  });
}
