import { importJWK, type JWK } from 'jose';
import * as oidc from 'openid-client';
import { expect } from 'vitest';
import type { TestSystem } from '../../support/system.ts';
import { command } from './people.ts';

/** A decision as the police upload it; dates are `YYYY-MM-DD`. */
export interface Decision {
  readonly decisionNumber: string;
  readonly decisionDate: string;
  readonly recordNumber: string;
  readonly violationDate: string;
  readonly fullName: string;
  readonly plate: string;
  readonly amount: number;
  readonly authority: string;
  readonly treasuryAccount: string;
  readonly receivedOn: string;
  readonly paperHeld: readonly string[];
}

/** The police's program: a client made by an operator's command, a token of its own bound by DPoP, the decisions. */
export async function uploadDecisions(system: TestSystem, decisions: readonly Decision[]): Promise<unknown> {
  const made = (await command(system, ['client', 'create'], {
    agency: 'G01',
    client_name: 'Hệ thống xử phạt mẫu',
    grant_types: ['client_credentials'],
    scope: 'fines:write',
  })) as { client_id: string; private_jwks: { keys: JWK[] } };
  const [jwk] = made.private_jwks.keys;
  const key = (await importJWK(jwk as JWK, 'ES256')) as oidc.CryptoKey;
  const config = await oidc.discovery(new URL(system.identity), made.client_id, {}, oidc.PrivateKeyJwt({ key, kid: String(jwk?.kid) }), {
    execute: [oidc.allowInsecureRequests],
  });
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair());
  const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: 'fines:write', resource: system.payment }, { DPoP });
  const headers = new Headers({ 'content-type': 'application/json' });
  const fines = new URL('/api/fines', system.payment);
  const response = await oidc.fetchProtectedResource(config, token, fines, 'POST', JSON.stringify({ decisions }), headers, { DPoP });
  expect(response.status).toBe(200);
  return response.json();
}
