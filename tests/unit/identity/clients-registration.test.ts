import { expect, test } from 'vitest';
import { RegistrationRefused, judgeRegistration } from '#identity/clients';

const told = (input: unknown): string[] => {
  try {
    return judgeRegistration(input, { today: '2026-12-01', loopback: false }).issues.map(({ member, message }) => `${member}: ${message}`);
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    return error.issues.map(({ member, message }) => `${member}: ${message}`);
  }
};
const portal = { client_name: 'Cổng', redirect_uris: ['https://portal.example/callback'] };

test('what cannot be read in a list hides nothing else that is wrong with it', () => {
  const keys = [{ kty: 'EC', crv: 'P-256', x: '…', y: '…', kid: 'one' }, 'no key', { kty: 'oct', k: 'AAAA', kid: 'two' }];
  expect(told({ ...portal, jwks: { keys } })).toEqual([
    expect.stringMatching(/^jwks\.keys\.0: cannot be imported: export the public key again/),
    expect.stringMatching(/^jwks\.keys\.1: is no key: write it as a JSON object/),
    expect.stringMatching(/^jwks\.keys\.2: is a symmetric key: leave out k/),
  ]);
  expect(told({ ...portal, redirect_uris: [7, 'http://portal.example/', 'https://portal.example/*'] })).toEqual([
    'redirect_uris.0: must be a string',
    expect.stringMatching(/must begin with https/),
    expect.stringMatching(/wildcards are not possible/),
  ]);
});

test('a list of which nothing can be read is complained of once, and the rest is judged all the same', () => {
  expect(told({ ...portal, redirect_uris: [7], grant_types: ['implicit'], backchannel_logout_uri: 'ftp://portal.example' })).toEqual([
    'redirect_uris.0: must be a string',
    expect.stringMatching(/^grant_types\.0: must be authorization_code or .*: implicit, password and token exchange are not offered$/),
    expect.stringMatching(/^backchannel_logout_uri: .* must begin with https/),
  ]);
});

test.each([
  [{ profile: 'fapi1' }, 'profile: must be fapi2 or basic'],
  [{ token_endpoint_auth_method: 'none' }, /must be private_key_jwt or .*: put a server of yours between/],
  [{ application_type: 'native' }, /must be web: .* an app signs in through a server of yours/],
  [{ response_types: ['token'] }, 'response_types.0: must be code: the code flow is the only one'],
  [{ id_token_signed_response_alg: 'HS256' }, /must be ES256 or .*: none and HS256 are not offered/],
  [{ client_name: undefined }, 'client_name: is missing or is not a string'],
  [{ scopes: [{ purpose_vi: 'gì đó' }, 'openid'] }, /scopes\.0: must be a name, or an object with scope/],
])('%j is told with what to write instead', (change, said) => {
  expect(told({ ...portal, ...change })).toEqual([typeof said === 'string' ? said : expect.stringMatching(said)]);
});

test('what is no registration is told so', () => {
  for (const input of ['oops', 7, null, []]) expect(told(input)).toEqual(['registration: must be a JSON object']);
});
