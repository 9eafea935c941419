import { calculateJwkThumbprint, decodeJwt, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type Answer, type World } from './world.ts';

let world: World;
let document: Answer;
const list = (name: string): string[] => document.body[name] as string[];

beforeAll(async () => {
  world = await createWorld();
  document = await world.get('/.well-known/openid-configuration');
});
afterAll(() => world.close());

describe('the discovery document', () => {
  it('has exactly these members: what is offered and nothing else', () => {
    expect(Object.keys(document.body).toSorted()).toEqual([
      'acr_values_supported',
      'authorization_endpoint',
      'authorization_response_iss_parameter_supported',
      'backchannel_logout_session_supported',
      'backchannel_logout_supported',
      'claim_types_supported',
      'claims_locales_supported',
      'claims_parameter_supported',
      'claims_supported',
      'code_challenge_methods_supported',
      'dpop_signing_alg_values_supported',
      'end_session_endpoint',
      'grant_types_supported',
      'id_token_signing_alg_values_supported',
      'introspection_endpoint',
      'issuer',
      'jwks_uri',
      'prompt_values_supported',
      'pushed_authorization_request_endpoint',
      'request_uri_parameter_supported',
      'response_modes_supported',
      'response_types_supported',
      'revocation_endpoint',
      'scopes_supported',
      'subject_types_supported',
      'token_endpoint',
      'token_endpoint_auth_methods_supported',
      'token_endpoint_auth_signing_alg_values_supported',
      'ui_locales_supported',
      'userinfo_endpoint',
      'userinfo_signing_alg_values_supported',
    ]);
  });

  it('says what the design fixes', () => {
    expect(document.body).toMatchObject({
      issuer: world.issuer,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      request_uri_parameter_supported: false,
      claims_parameter_supported: true,
      acr_values_supported: ['LoA1', 'LoA2', 'LoA3'],
    });
    expect(list('grant_types_supported').toSorted()).toEqual(['authorization_code', 'client_credentials', 'refresh_token']);
    // Some libraries take the first (pac4j).
    expect(list('token_endpoint_auth_methods_supported')).toEqual(['client_secret_basic', 'client_secret_post', 'private_key_jwt']);
    expect(list('id_token_signing_alg_values_supported')).toContain('RS256');
  });

  it('names no weak algorithm anywhere', () => {
    for (const [name, values] of Object.entries(document.body)) {
      if (!name.endsWith('_alg_values_supported')) continue;
      for (const alg of values as string[]) expect(['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519']).toContain(alg);
    }
    expect(list('dpop_signing_alg_values_supported')).not.toContain('RS256');
  });

  it('every endpoint is at our own origin and answers there', async () => {
    for (const [name, value] of Object.entries(document.body)) {
      if (!/_endpoint$|^jwks_uri$/.test(name)) continue;
      const url = new URL(String(value));
      expect(url.origin).toBe(world.issuer);
      const [get, post] = await Promise.all([world.get(url.pathname), world.post(url.pathname, { x: 'y' })]);
      expect([get.status, post.status].filter((status) => status !== 404 && status < 500).length, name).toBeGreaterThan(0);
      expect(Math.max(get.status, post.status), name).toBeLessThan(500);
    }
  });

  it('is the same at the address of RFC 8414, and may be read from any page', async () => {
    const found = await world.get('/.well-known/oauth-authorization-server');
    expect(found.body).toEqual(document.body);
    expect(document.headers.get('content-type')).toContain('application/json');
  });

  it('every scope is accepted for a client that has it, and every claim can be asked for', async () => {
    const scopes = list('scopes_supported');
    const client = await world.client({ scope: scopes.join(' ') });
    const answer = await world.walk(world.visitor(), client.url({ scope: scopes.join(' '), prompt: 'consent' }));
    const tokens = await client.redeem(answer.get('code'));
    expect(String(tokens.body['scope']).split(' ').toSorted()).toEqual(scopes.toSorted());
    const info = await world.get('/userinfo', { authorization: `Bearer ${String(tokens.body['access_token'])}` });
    const released = { ...decodeJwt(String(tokens.body['id_token'])), ...info.body };
    for (const name of Object.keys(released)) {
      if (!['aud', 'exp', 'iat', 'nonce', 'at_hash'].includes(name)) expect(list('claims_supported'), name).toContain(name);
    }
  });

  it('every prompt value is accepted, and no other', async () => {
    const client = await world.client();
    for (const prompt of list('prompt_values_supported')) {
      const page = await world.visitor().get(client.url({ prompt }));
      const error = page.elsewhere === null ? null : new URL(page.elsewhere).searchParams.get('error');
      expect(error, prompt).toBe(prompt === 'none' ? 'login_required' : null);
    }
    const page = await world.visitor().get(client.url({ prompt: 'select_everything' }));
    expect(new URL(page.elsewhere ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it.each(['ES256', 'PS256', 'RS256', 'EdDSA'])('userinfo can be signed with %s', async (alg) => {
    const client = await world.client({ userinfo_signed_response_alg: alg });
    const tokens = await client.redeem((await world.walk(world.visitor(), client.url())).get('code'));
    const info = await world.get('/userinfo', { authorization: `Bearer ${String(tokens.body['access_token'])}` });
    expect(JSON.parse(Buffer.from(info.text.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg });
  });
});

describe('the key set', () => {
  it('has a key for every algorithm of ID tokens, public parts only, each with its own kid', async () => {
    const answer = await world.get('/jwks');
    const keys = answer.body['keys'] as (JWK & { kid: string; alg?: string })[];
    for (const key of keys) {
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']) expect(key).not.toHaveProperty(secret);
      expect(key.use).toBe('sig');
      if (key.kty === 'RSA') expect(Buffer.from(key.n ?? '', 'base64url').length).toBeGreaterThanOrEqual(256);
    }
    expect(new Set(keys.map((key) => key.kid)).size).toBe(keys.length);
    expect(new Set(await Promise.all(keys.map((key) => calculateJwkThumbprint(key)))).size).toBe(keys.length);
    expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
  });
});
