import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { expect, test } from 'vitest';
import { createLoadGrant } from '../../../src/identity/provider/grants.ts';
import { fixedClock } from '#shared/clock';

const clock = fixedClock(new Date('2026-03-01T08:00:00Z'));
const DAY = 86_400;

/** A grant that covers what is asked, until `exp`; and how often it was saved. */
async function load(exp: number | undefined): Promise<number> {
  let saves = 0;
  const grant = { exp, openid: {}, resources: {}, rejected: {}, addOIDCScope: () => undefined, save: async () => void (saves += 1) };
  const loadGrant = createLoadGrant({
    provider: () => ({ Grant: { find: async () => grant } }) as unknown as Provider,
    clock,
    clientOf: () => ({ scopes: [{ scope: 'openid', consent: false }] }) as never,
    findGrantId: async () => 'grant',
  });
  const oidc = {
    ...{ client: { clientId: 'portal' }, account: { accountId: 'me' }, session: { grantIdFor: () => undefined } },
    ...{ requestParamOIDCScopes: new Set(['openid']), requestParamClaims: new Set(), requestParamScopes: new Set(['openid']) },
  };
  expect(await loadGrant({ oidc } as unknown as KoaContextWithOIDC)).toBe(grant);
  return saves;
}

test('a grant that covers the request is not written again, unless it would run out within a month', async () => {
  expect(await load(clock.epoch() + 31 * DAY)).toBe(0);
  expect(await load(clock.epoch() + 29 * DAY)).toBe(1);
  expect(await load(undefined)).toBe(1);
});
