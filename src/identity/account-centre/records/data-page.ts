import { z } from 'zod';
import { many } from '#shared/db';
import { route, show, type Route } from '#shared/http';
import { problem } from '#shared/problem';
import { page } from '#shared/view';
import { ACCOUNT_CENTRE } from '#identity/provider';
import type { Bilingual } from '#identity/sign-in';
import { type AccountCentreParts, doneQuery, type Frame, frameOf, type Gate, sampleFrame } from '#identity/account-centre/gate';
import { listPortals, listReceived } from './data-sql.ts';

export interface Portal {
  readonly href: string;
  readonly name: Bilingual;
  readonly agency: Bilingual;
  readonly lastAt: Date | null;
  /** May receive data and tokens now. */
  readonly allowed: boolean;
}

export interface Received {
  /** Names of claims; the words are `t.account.data.claims`. */
  readonly claims: readonly string[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly times: number;
}

export interface DataModel extends Frame {
  readonly portals: readonly Portal[];
  readonly recent: readonly (Pick<Received, 'claims' | 'lastAt'> & { readonly name: Bilingual })[];
}

const at = new Date('2026-05-04T02:15:00Z');
const samplePortal: Portal = {
  href: '/account/data/g15-sample',
  name: { vi: 'Cổng dịch vụ công mẫu', en: 'Sample portal' },
  agency: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' },
  lastAt: at,
  allowed: true,
};

export const dataPage = page<DataModel>('identity/account/data', {
  some: {
    ...sampleFrame('data'),
    portals: [samplePortal, { ...samplePortal, href: '/account/data/h26-sample', lastAt: null, allowed: false }],
    recent: [{ claims: ['name', 'birthdate', 'citizen_id', 'something_new'], lastAt: at, name: samplePortal.name }],
  },
  none: { ...sampleFrame('data'), portals: [], recent: [] },
});

export interface PortalModel extends Frame {
  readonly portal: Portal;
  readonly purposes: readonly { readonly scope: string; readonly purpose: Bilingual; readonly legalBasis: string }[];
  readonly received: readonly Received[];
}

export const portalPage = page<PortalModel>('identity/account/portal', {
  allowed: {
    ...sampleFrame('data'),
    portal: samplePortal,
    purposes: [{ scope: 'profile', purpose: { vi: 'Điền sẵn họ tên', en: 'Fill in your name' }, legalBasis: 'Nghị định 118/2025/NĐ-CP' }],
    received: [{ claims: ['name', 'birthdate'], firstAt: at, lastAt: at, times: 3 }],
  },
  'no longer': { ...sampleFrame('data'), portal: { ...samplePortal, allowed: false }, purposes: [], received: [] },
});

const RECENT = 50;
/** A portal in an address; a name that no portal has finds none. */
export const portalParams = z.object({
  client: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{2,63}$/)
    .or(
      z
        .string()
        .max(200)
        .transform(() => ''),
    ),
});

/** What portals received, and why they may. */
export function dataRoutes(parts: AccountCentreParts, gate: Gate): Route[] {
  const { clock, db, disclosures } = parts;
  const portalsOf = async (accountId: string) => {
    const rows = await many(db, listPortals, [accountId, clock.now(), ACCOUNT_CENTRE]);
    return rows.map((row) => ({
      id: row.id,
      scopes: row.scopes,
      shown: {
        href: `/account/data/${row.id}`,
        name: { vi: row.name_vi, en: row.name_en },
        agency: { vi: row.agency_vi, en: row.agency_en },
        lastAt: row.last_at,
        allowed: row.allowed,
      },
    }));
  };
  return [
    route({
      method: 'GET',
      path: '/account/data',
      who: gate.signedIn,
      query: doneQuery,
      async handle(call) {
        const accountId = call.principal.account.id;
        const recent = await disclosures.list(db, { accountId, limit: RECENT });
        return show(dataPage, {
          ...frameOf(clock, call, 'data'),
          portals: (await portalsOf(accountId)).map(({ shown }) => shown),
          recent: recent.map((each) => ({ claims: each.claims, lastAt: each.last_at, name: { vi: each.name_vi, en: each.name_en } })),
        });
      },
    }),
    route({
      method: 'GET',
      path: '/account/data/:client',
      who: gate.signedIn,
      params: portalParams,
      async handle(call) {
        const accountId = call.principal.account.id;
        const portal = (await portalsOf(accountId)).find(({ id }) => id === call.params.client);
        if (portal === undefined) throw problem('page.not-found');
        const received = await many(db, listReceived, [accountId, portal.id, 100]);
        return show(portalPage, {
          ...frameOf(clock, call, 'data'),
          portal: portal.shown,
          purposes: portal.scopes.map((each) => ({
            scope: each.scope,
            purpose: { vi: each.purpose_vi, en: each.purpose_en },
            legalBasis: each.legal_basis,
          })),
          received: received.map((row) => ({ claims: row.claims, firstAt: row.first_at, lastAt: row.last_at, times: row.times })),
        });
      },
    }),
  ];
}
