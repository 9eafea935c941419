import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { keySetAtAddress } from '#identity/clients';
import { GuardRefusal, type GuardedFetch } from '#shared/fetch';

const address = 'https://portal.example/jwks.json';
let good: JWK;
beforeAll(async () => {
  good = { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid: 'one' };
});
const answering =
  (body: unknown, status = 200): GuardedFetch =>
  () =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));

test('a key set whose keys can all be imported is warned of by nothing', async () => {
  expect(await keySetAtAddress(address, answering({ keys: [good] }))).toBeNull();
});

test.each<[string, () => GuardedFetch, RegExp]>([
  ['no page', () => answering('gone', 404), /answers 404, and 200 is needed/],
  ['a page of the portal', () => answering('<!doctype html>'), /no JWK set/],
  ['an empty set', () => answering({ keys: [] }), /no JWK set/],
  ['a key that is none', () => answering({ keys: [{ ...good, x: '…' }] }), /keys\.0 cannot be imported: export the public key again/],
  ['a symmetric key', () => answering({ keys: [{ kty: 'oct', k: 'AAAA' }] }), /keys\.0 is a symmetric key: leave out k/],
  ['two keys of one name', () => answering({ keys: [good, good] }), /keys\.1\.kid "one" is there twice/],
  [
    'an address the guard refuses',
    () => () => Promise.reject(new GuardRefusal('only ALLOWED_PRIVATE_NETWORKS')),
    /ALLOWED_PRIVATE_NETWORKS/,
  ],
  [
    'a name nobody knows',
    () => () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })),
    /cannot be fetched: fetch failed \(getaddrinfo ENOTFOUND\); until it can be read/,
  ],
])('%s is told with what follows from it', async (_name, fetch, said) => {
  expect(await keySetAtAddress(address, fetch())).toMatch(said);
});
