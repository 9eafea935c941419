import { importJWK, type JWK } from 'jose';
import * as oidc from 'openid-client';
import { expect, test } from 'vitest';
import { runCli } from '../../support/program.ts';
import type { TestSystem } from '../../support/system.ts';
import { useWorld } from '../support/world.ts';
import { choose, fillDate, until } from './steps.ts';

const world = useWorld('traffic-fine');

/** The police's program: a client made by an operator's command, a token of its own bound by DPoP, the decisions. */
async function uploadDecisions(system: TestSystem, decisions: readonly object[]): Promise<Record<string, unknown>> {
  const registration = { agency: 'G01', client_name: 'Hệ thống xử phạt mẫu', grant_types: ['client_credentials'], scope: 'fines:write' };
  const { code, out, err } = await runCli(['client', 'create', '--json'], {
    env: { PATH: process.env['PATH'], ...system.env },
    input: registration,
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const made = JSON.parse(out) as { client_id: string; private_jwks: { keys: JWK[] } };
  const [jwk] = made.private_jwks.keys;
  const key = (await importJWK(jwk as JWK, 'ES256')) as oidc.CryptoKey;
  const config = await oidc.discovery(new URL(system.identity), made.client_id, {}, oidc.PrivateKeyJwt({ key, kid: String(jwk?.kid) }), {
    execute: [oidc.allowInsecureRequests],
  });
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair());
  const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: 'fines:write', resource: system.payment }, { DPoP });
  const response = await oidc.fetchProtectedResource(
    config, token, new URL('/api/fines', system.payment), 'POST', JSON.stringify({ decisions }), new Headers({ 'content-type': 'application/json' }), { DPoP },
  ); // prettier-ignore
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const decision = (number: number) => ({
  decisionNumber: `${String(number).padStart(6, '0')}/QĐ-XPHC`,
  decisionDate: '2026-09-01',
  recordNumber: `BB-${String(number).padStart(6, '0')}`,
  violationDate: '2026-08-20',
  fullName: number === 1 ? 'Nguyễn Văn Thử' : `Người Vi Phạm ${String(number)}`,
  plate: '29A-123.45',
  amount: 2_000_000,
  authority: 'Phòng Cảnh sát giao thông mẫu',
  treasuryAccount: '3511.0.0000000',
  receivedOn: '2026-09-03',
  paperHeld: ['Giấy phép lái xe'],
});

test('a fine is found among a thousand, shown with its interest, paid by VietQR without signing in, and its receipt verified', async () => {
  const { system } = world;
  const told = await uploadDecisions(
    system,
    Array.from({ length: 1000 }, (_each, index) => decision(index + 1)),
  );
  expect(told).toMatchObject({ accepted: 1000, duplicate: 0, rejected: 0 });

  const citizen = await world.guest({ language: 'en', javaScriptEnabled: false });
  const { tab } = citizen;
  await citizen.go(`${system.payment}/fines`);
  await citizen.fill({ recordNumber: 'BB-000001', fullName: 'nguyen van thu' });
  await fillDate(citizen, 'violationDate', '2026-08-21');
  await citizen.press('form[action="/fines"] button[type=submit]');
  expect(tab.url()).toBe(`${system.payment}/fines`);
  await fillDate(citizen, 'violationDate', '2026-08-20');
  await citizen.fill({ fullName: 'Nguyễn Văn Thử' });
  await citizen.press('form[action="/fines"] button[type=submit]');
  await citizen.arrive(/\/fines\/[0-9a-f-]{36}/);
  expect(await tab.locator('main').innerText()).toContain('2,000,000');
  await citizen.press('form[action$="/pay"] button[type=submit]');
  await choose(citizen, { way: 'vietqr' });
  await citizen.press('form[action$="/pay"] button[type=submit]');
  const order = tab.url();
  await citizen.press('Transfer at the simulated bank (development only)');
  await citizen.press('form[id=pay] button[value=success]');
  expect(await tab.getByText('Done').count()).toBeGreaterThan(0);
  await citizen.go(order);
  await until(citizen, 'We have received');
  await citizen.press('a[href*="/receipts/"]');
  await citizen.press('a[href*="/verify/"]');
  expect(await tab.locator('.govuk-notification-banner--success').count()).toBe(1);
});
