import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RegistrationRefused } from '#identity/clients';
import { createWorld, nonsense, type Answer, type TestClient, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => void vi.useRealTimers());
afterAll(() => world.close());

const refusal = async (more: Record<string, unknown>): Promise<readonly { member: string; message: string }[]> => {
  const error: unknown = await world.client(more).catch((reason: unknown) => reason);
  if (!(error instanceof RegistrationRefused)) throw new Error(`not refused: ${JSON.stringify(more)}`);
  return error.issues;
};
const publicKey = async (alg: string, more: object = {}, options: object = {}) => ({
  ...(await exportJWK((await generateKeyPair(alg, { extractable: true, ...options })).publicKey)),
  ...more,
});
const signing = { token_endpoint_auth_method: 'private_key_jwt' };
/** Every process has heard of a change by then. */
const heard = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
const inTransaction = <T>(work: (tx: Parameters<World['identity']['runtime']['clients']['update']>[0]) => Promise<T>): Promise<T> =>
  world.database.db.transaction(work);
const { stringify } = JSON;

describe('a key is imported when it is registered', () => {
  it.each<[string, () => Promise<object[]>, RegExp]>([
    ['no key at all', async () => [{ kty: 'EC', crv: 'P-256', x: '…', y: '…' }], /cannot be imported.*crv, x and y/],
    [
      'a point that is not on the curve',
      async () => [{ ...(await publicKey('ES256')), x: Buffer.alloc(32, 1).toString('base64url') }],
      /cannot be imported/,
    ],
    ['without a member', async () => [{ ...(await publicKey('ES256')), y: undefined }], /cannot be imported/],
    ['a private key', async () => [await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)], /leave out d/],
    ['a symmetric key', async () => [{ kty: 'oct', k: 'AAAA' }], /leave out k/],
    [
      'a weak RSA key',
      async () => [{ kty: 'RSA', n: Buffer.alloc(128, 0xc5).toString('base64url'), e: 'AQAB' }],
      /1024 bits: make one with 2048/,
    ],
    ['another curve', async () => [await publicKey('ES384')], /use EC with P-256/],
    ['for encryption', async () => [await publicKey('ES256', { use: 'enc' })], /register a key for signatures/],
    ['for another algorithm', async () => [await publicKey('ES256', { alg: 'PS256' })], /is for ES256/],
    ['two with one kid', async () => [await publicKey('ES256', { kid: 'a' }), await publicKey('ES256', { kid: 'a' })], /twice/],
    ['two without a kid', async () => [await publicKey('ES256'), await publicKey('ES256', { kid: 'b' })], /its own kid/],
  ])('%s is refused, with the remedy', async (_what, keys, message) => {
    const issues = await refusal({ ...signing, jwks: { keys: JSON.parse(stringify(await keys())) as object[] } });
    expect(issues.every(({ member }) => member.startsWith('jwks.keys.'))).toBe(true);
    expect(issues.map((issue) => issue.message).join('\n')).toMatch(message);
  });

  it.each(['ES256', 'PS256', 'RS256', 'EdDSA'])('a good one for %s is taken', async (alg) => {
    await world.client({ ...signing, jwks: { keys: [await publicKey(alg, { alg, use: 'sig', kid: 'one', key_ops: ['verify'] })] } });
  });
});

it('everything that is wrong with a registration comes together, also what cannot be read and what is not there', async () => {
  const issues = await refusal({
    client_name: 7,
    agency: 'X99',
    redirect_uris: ['http://portal.example/', 'https://portal.example/*'],
    scope: 'openid nothing_like_it',
    default_max_age: -1,
    jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: '…', y: '…' }] },
    pkce_exempt_until: '2099-01-01',
  });
  expect([...new Set(issues.map(({ member }) => member))].toSorted()).toEqual(
    [
      'agency',
      'client_name',
      'default_max_age',
      'jwks.keys.0',
      'pkce_exempt_reason',
      'pkce_exempt_until',
      'redirect_uris',
      'scope',
    ].toSorted(),
  );
  expect(issues.filter(({ member }) => member === 'redirect_uris')).toHaveLength(2);
});

describe('a registration changes while everything runs', () => {
  const token = (client: TestClient, secret = client.secret): Promise<Answer> =>
    world.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: nonsense() },
      { authorization: `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}` },
    );
  const known = async (client: TestClient, secret?: string): Promise<boolean> =>
    (await token(client, secret)).body['error'] === 'invalid_grant';
  const trail = async (id: string): Promise<string[]> => {
    const { rows } = await world.database.admin.query<{ type: string }>(
      'SELECT type FROM identity.audit_event WHERE client_id = $1 ORDER BY at',
      [id],
    );
    return rows.map(({ type }) => type);
  };

  it('two secrets are good until the end that was said, and then the new one alone', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client();
    const until = new Date(Date.now() + 3_600_000);
    const made = await inTransaction((tx) => clients.rotateSecret(tx, { id: client.id, until, actor: 'test' }));
    await heard();
    expect([await known(client), await known(client, made?.clientSecret)]).toEqual([true, true]);
    vi.useFakeTimers({ toFake: ['Date'], now: until.getTime() + 1000 });
    expect([await known(client), await known(client, made?.clientSecret)]).toEqual([false, true]);
    vi.useRealTimers();
    const third = await inTransaction((tx) => clients.rotateSecret(tx, { id: client.id, until, actor: 'test' }));
    await heard();
    expect([await known(client), await known(client, made?.clientSecret), await known(client, third?.clientSecret)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await trail(client.id)).toEqual(['client.registered', 'client.secret-rotated', 'client.secret-rotated']);
    await expect(inTransaction((tx) => clients.rotateSecret(tx, { id: 'nobody-here', until, actor: 'test' }))).resolves.toBeNull();
  });

  it('a key is added beside the first, takes over, and the first is gone; the last one stays', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client(signing);
    const pair = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'second', alg: 'ES256', use: 'sig' };
    const shown = (await clients.show(world.database.db, client.id))?.['jwks'] as { keys: { kid: string }[] } | undefined;
    const first = shown?.keys[0]?.kid ?? '';
    const second = async (): Promise<string> => {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: client.id, sub: client.id, aud: world.issuer, jti: nonsense(), iat: now, exp: now + 60 };
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'second' }).sign(pair.privateKey);
    };
    const with_ = async (assertion: string): Promise<unknown> =>
      (
        await world.post('/token', {
          ...{ grant_type: 'refresh_token', refresh_token: nonsense() },
          ...(await client.authentication()),
          client_assertion: assertion,
        })
      ).body['error'];
    expect(await with_(await second())).toBe('invalid_client');
    await inTransaction((tx) => clients.addKey(tx, { id: client.id, jwk, actor: 'test' }));
    await heard();
    expect([await with_(await client.assertion()), await with_(await second())]).toEqual(['invalid_grant', 'invalid_grant']);
    await inTransaction((tx) => clients.removeKey(tx, { id: client.id, kid: first, actor: 'test' }));
    await heard();
    expect([await with_(await client.assertion()), await with_(await second())]).toEqual(['invalid_client', 'invalid_grant']);
    await expect(inTransaction((tx) => clients.removeKey(tx, { id: client.id, kid: 'second', actor: 'test' }))).rejects.toThrow(
      'the only key',
    );
    await expect(inTransaction((tx) => clients.addKey(tx, { id: client.id, jwk, actor: 'test' }))).rejects.toThrow('twice');
    expect(await trail(client.id)).toEqual(['client.registered', 'client.key-added', 'client.key-removed']);
  });

  it('a changed address works within a second; without being applied, only the difference is told', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client();
    const patch = { redirect_uris: ['https://portal-new.example.gov.vn/callback'], scope: 'openid citizen_id', minimum_acr: 'LoA2' };
    const told = await inTransaction((tx) => clients.update(tx, { id: client.id, patch, apply: false, actor: 'test' }));
    expect(told?.changes.map(({ member }) => member)).toEqual(['minimum_acr', 'redirect_uris', 'scopes']);
    expect(await trail(client.id)).toEqual(['client.registered']);
    await inTransaction((tx) => clients.update(tx, { id: client.id, patch, apply: true, actor: 'test' }));
    await heard();
    const old = await world.visitor().get(client.url());
    expect({ elsewhere: old.elsewhere, status: old.status }).toEqual({ elsewhere: null, status: 400 });
    expect((await world.visitor().get(client.url({ redirect_uri: patch.redirect_uris[0], scope: 'openid citizen_id' }))).status).toBe(200);
    expect(await trail(client.id)).toEqual(['client.registered', 'client.updated']);
  });

  it('what is shown can be handed in again and changes nothing; what cannot change is said with everything else', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client({ scopes: [{ scope: 'openid', purpose_en: 'A purpose of its own' }, 'profile'] });
    const patch = await clients.show(world.database.db, client.id);
    const same = await inTransaction((tx) => clients.update(tx, { id: client.id, patch, apply: true, actor: 'test' }));
    expect(same).toMatchObject({ changes: [], ignored: [] });
    const wrong = inTransaction((tx) =>
      clients.update(tx, { id: client.id, patch: { agency: 'H26', client_id: 'other-id', redirect_uris: [] }, apply: true, actor: 'test' }),
    );
    await expect(wrong).rejects.toMatchObject({ issues: [{ member: 'client_id' }, { member: 'agency' }, { member: 'redirect_uris' }] });
  });

  it('a basic client that becomes fapi2 is given a key pair, loses its secret, and signs as the profile demands', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client();
    const change = await inTransaction((tx) =>
      clients.update(tx, { id: client.id, patch: { profile: 'fapi2' }, apply: true, actor: 'test' }),
    );
    expect(change?.privateJwk).toMatchObject({ kty: 'EC', d: expect.any(String) as string });
    await heard();
    expect((await token(client)).body['error']).toBe('invalid_client');
    expect(await clients.show(world.database.db, client.id)).toMatchObject({
      profile: 'fapi2',
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: 'ES256',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    });
  });

  it('a client that was turned off is turned on again', async () => {
    const { clients } = world.identity.runtime;
    const client = await world.client();
    await inTransaction((tx) => clients.disable(tx, { id: client.id, actor: 'test' }));
    await heard();
    expect(await known(client)).toBe(false);
    expect(await inTransaction((tx) => clients.enable(tx, { id: client.id, actor: 'test' }))).toBe(true);
    expect(await inTransaction((tx) => clients.enable(tx, { id: client.id, actor: 'test' }))).toBe(false);
    await heard();
    expect(await known(client)).toBe(true);
    expect(await trail(client.id)).toEqual(['client.registered', 'client.disabled', 'client.enabled']);
  });
});
