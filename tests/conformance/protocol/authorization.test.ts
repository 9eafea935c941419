import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage, challenge, createWorld, nonsense, type TestClient, type World } from './world.ts';

let world: World;
let client: TestClient;
let other: TestClient;

beforeAll(async () => {
  world = await createWorld();
  client = await world.client();
  other = await world.client({ agency: 'H26' });
});
afterAll(() => world.close());

/** What a request leads to without anybody signing in: parameters at the portal, or the page that is shown. */
async function refusal(
  url: string,
): Promise<
  { readonly at: string; readonly parameters: URLSearchParams } | { readonly at: 'page'; readonly status: number; readonly text: string }
> {
  const page = await world.visitor().get(url);
  if (page.elsewhere === null) return { at: 'page', status: page.status, text: page.text };
  const to = new URL(page.elsewhere);
  expect(page.headers.get('cache-control')).toBe('no-store');
  // The default for every response type with a token in it is the fragment.
  return { at: to.origin + to.pathname, parameters: to.hash === '' ? to.searchParams : new URLSearchParams(to.hash.slice(1)) };
}

/** RFC 6749 section 4.1.2.1, RFC 9207: told to the portal at its own address, with its state and our name. */
async function expectAtPortal(url: string, error: string): Promise<void> {
  const found = await refusal(url);
  if (found.at === 'page' || !('parameters' in found)) throw new Error(`a page instead: ${JSON.stringify(found).slice(0, 600)}`);
  expect(found.at).toBe(client.redirectUri);
  expect(Object.fromEntries(found.parameters)).toMatchObject({ error, state: 'the state', iss: world.issuer });
  expect(found.parameters.has('code')).toBe(false);
}

async function expectPage(url: string, error: string): Promise<void> {
  const found = await refusal(url);
  if (found.at !== 'page' || !('status' in found)) throw new Error(`sent to ${found.at}`);
  expect(found.status).toBe(400);
  expect(found.text).toContain(error);
}

describe('an error that the portal is told', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['response_type missing', { response_type: undefined }, 'invalid_request'],
    ['response_type token (implicit)', { response_type: 'token' }, 'unsupported_response_type'],
    ['response_type code id_token (hybrid)', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['response_type none', { response_type: 'none' }, 'unsupported_response_type'],
    ['a response_mode nobody has', { response_mode: 'carrier_pigeon' }, 'unsupported_response_mode'],
    ['JARM, which is not offered', { response_mode: 'form_post.jwt' }, 'unsupported_response_mode'],
    ['a scope the client is not approved for', { scope: 'openid citizen_id' }, 'invalid_scope'],
    ['a scope with characters outside the grammar', { scope: 'openid "profile"' }, 'invalid_scope'],
    ['a request object by value', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['a request object by a foreign reference', { request_uri: 'https://evil.example/request.jwt' }, 'request_uri_not_supported'],
    ['a registration in the request', { registration: '{}' }, 'registration_not_supported'],
    ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
    ['prompt=none with another', { prompt: 'none login' }, 'invalid_request'],
    ['prompt=none for nobody', { prompt: 'none' }, 'login_required'],
    ['max_age that is no number', { max_age: 'soon' }, 'invalid_request'],
    ['max_age below zero', { max_age: '-1' }, 'invalid_request'],
    ['claims that are not JSON', { claims: '{' }, 'invalid_request'],
    ['claims that are not an object', { claims: '[]' }, 'invalid_request'],
    ['claims of a member that is neither null nor object', { claims: '{"userinfo":{"name":7}}' }, 'invalid_request'],
    ['id_token_hint that is no token', { id_token_hint: 'nonsense' }, 'invalid_request'],
    ['a resource that nobody registered', { resource: 'https://nowhere.example/' }, 'invalid_target'],
    ['a resource with a fragment', { resource: 'https://nowhere.example/#here' }, 'invalid_target'],
    ['no code_challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['code_challenge_method plain', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    ['code_challenge without a method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['code_challenge_method without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a code_challenge that is too short', { code_challenge: 'short' }, 'invalid_request'],
    ['a code_challenge that is too long', { code_challenge: 'x'.repeat(129) }, 'invalid_request'],
    ['a code_challenge with characters outside the grammar', { code_challenge: `${'x'.repeat(42)}!` }, 'invalid_request'],
    [
      'an essential acr that nobody here can reach',
      { claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:nobody'] } } }) },
      'unmet_authentication_requirements',
    ],
    [
      'essential acr values that are no list',
      { claims: JSON.stringify({ id_token: { acr: { essential: true, values: 'LoA1' } } }) },
      'invalid_request',
    ],
  ])('%s', (_name, parameters, error) => expectAtPortal(client.url(parameters), error));

  it('an id_token_hint signed by somebody else', async () => {
    const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: world.issuer, sub: 'x', aud: client.id })).toString('base64url')}.`;
    await expectAtPortal(client.url({ id_token_hint: forged }), 'invalid_request');
  });

  it('a parameter given twice', async () => {
    for (const name of ['scope', 'nonce', 'code_challenge', 'prompt', 'response_type'])
      await expectAtPortal(`${client.url({ prompt: 'login' })}&${name}=again`, 'invalid_request');
  });
});

describe('an error that is never sent anywhere, but shown', () => {
  it('client_id missing, unknown, or given twice', async () => {
    await expectPage(client.url({ client_id: undefined }), 'invalid_request');
    await expectPage(client.url({ client_id: 'nobody-here' }), 'invalid_client');
    await expectPage(`${client.url()}&client_id=${other.id}`, 'invalid_request');
  });

  it('redirect_uri given twice, or state given twice with a foreign address', async () => {
    await expectPage(`${client.url()}&redirect_uri=${encodeURIComponent('https://evil.example/')}`, 'invalid_request');
    await expectPage(`${client.url({ redirect_uri: 'https://evil.example/' })}&state=again`, 'invalid_re');
  });

  it('redirect_uri missing, although only one is registered', () => expectPage(client.url({ redirect_uri: undefined }), 'invalid_request'));

  it('a disabled client', async () => {
    const gone = await world.client();
    await world.database.db.transaction((tx) => world.identity.runtime.clients.disable(tx, { id: gone.id, actor: 'test' }));
    await expect.poll(async () => (await refusal(gone.url())).at, { timeout: 5000 }).toBe('page');
    await expectPage(gone.url(), 'invalid_client');
  });

  it('a page of an error carries the security headers and is not kept', async () => {
    const answer = await world.get(client.url({ redirect_uri: 'https://evil.example/' }), { accept: 'text/html' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).not.toContain('evil.example');
    // The language link repeats the request's own query, escaped; nothing leads to the address.
    expect(answer.text).not.toMatch(/(?:href|action)="https?:\/\/evil/);
  });
});

describe('a request that succeeds', () => {
  it('answers with code, state and iss, and with nothing when no state was given', async () => {
    const visitor = world.visitor();
    const first = await world.walk(visitor, client.url());
    expect(Object.fromEntries(first)).toEqual({ code: expect.stringMatching(/^[\w-]{43,}$/), state: 'the state', iss: world.issuer });
    const second = await world.walk(visitor, client.url({ state: undefined }));
    expect([...second.keys()].toSorted()).toEqual(['code', 'iss']);
  });

  it('the answer is a 303, so that a browser never posts credentials on', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    const page = await visitor.get(client.url());
    expect(page.status).toBe(303);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('the nonce comes back in the ID token, exactly, and is absent when it was not given', async () => {
    const visitor = world.visitor();
    const nonce = 'n-0S6_WzA2Mj ~"<>&é';
    const one = await client.redeem((await world.walk(visitor, client.url({ nonce }))).get('code'));
    expect(decodeJwt(String(one.body['id_token']))['nonce']).toBe(nonce);
    const two = await client.redeem((await world.walk(visitor, client.url({ nonce: undefined }))).get('code'));
    expect(decodeJwt(String(two.body['id_token']))).not.toHaveProperty('nonce');
  });

  it.each<[string, Record<string, string>]>([
    ['an unknown parameter', { extra: 'foobar' }],
    ['an unknown acr', { acr_values: 'urn:mace:incommon:iap:silver 1 2' }],
    ['display', { display: 'popup' }],
    ['ui_locales', { ui_locales: 'se en' }],
    ['claims_locales', { claims_locales: 'se' }],
    ['login_hint', { login_hint: 'somebody@example.com' }],
    ['scopes in another order', { scope: 'profile openid' }],
    ['a scope nobody knows', { scope: 'openid something_unknown' }],
    ['essential claims', { claims: JSON.stringify({ userinfo: { name: { essential: true } } }) }],
    ['max_age of 10000', { max_age: '10000' }],
    ['claims that ask for nothing', { claims: '{}' }],
    ['claims of members nobody knows', { claims: '{"other":{}}' }],
    ['claims of members that are null', { claims: '{"id_token":null,"userinfo":null}' }],
    ['claims of one member that is null', { claims: '{"id_token":null,"userinfo":{"name":null}}' }],
    ['claims of members that are empty', { claims: '{"id_token":{},"userinfo":{}}' }],
    ['an acr claim that is null', { claims: '{"id_token":{"acr":null}}' }],
    ['a voluntary acr claim that nobody knows', { claims: '{"id_token":{"acr":{"values":["urn:nobody"]}}}' }],
    ['claims nobody knows', { claims: '{"userinfo":{"https://example.com/x":{"essential":true}}}' }],
    ['an empty prompt', { prompt: '' }],
    ['an empty claims', { claims: '' }],
    ['empty wishes', { acr_values: '', ui_locales: '', login_hint: '', display: '', claims_locales: '' }],
    ['a display for a small screen', { display: 'wap' }],
    ['max_age=0', { max_age: '0' }],
    ['prompt=login select_account consent', { prompt: 'login select_account consent' }],
    ['prompt=select_account', { prompt: 'select_account' }],
    ['prompt=select_account login', { prompt: 'select_account login' }],
    ['a level the account cannot reach, wished for', { acr_values: 'LoA3 LoA2' }],
    ['an essential acr that is reached', { claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['LoA1', 'LoA3'] } } }) }],
  ])('with %s', async (_name, parameters) => {
    const answer = await world.walk(world.visitor(), client.url(parameters));
    expect(answer.get('error')).toBeNull();
    expect(answer.get('code')).not.toBeNull();
  });

  it('ui_locales chooses the language of the page', async () => {
    expect((await world.visitor().get(client.url({ ui_locales: 'en' }))).text).toContain('<html lang="en"');
    expect((await world.visitor().get(client.url({ ui_locales: 'vi' }))).text).toContain('<html lang="vi"');
  });

  it('login_hint fills in the number and is shown as text', async () => {
    const page = await world.visitor().get(client.url({ login_hint: '"><script>1</script>' }));
    expect(page.text).not.toContain('<script>1');
  });

  it('response_mode=fragment and form_post carry the same answer, and form_post runs no script but ours and may lead on anywhere', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    const fragment = await visitor.get(client.url({ response_mode: 'fragment' }));
    expect(new URLSearchParams(new URL(fragment.elsewhere ?? '').hash.slice(1)).get('iss')).toBe(world.issuer);
    const form = await visitor.get(client.url({ response_mode: 'form_post', state: '"><script>alert(1)</script>' }));
    expect(form.status).toBe(200);
    expect(form.text).toContain(`action="${client.redirectUri}"`);
    expect(form.text).not.toContain('<script>alert');
    const policy = form.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toContain('form-action');
  });

  it('scope openid is what makes it OpenID: without it there is no ID token', async () => {
    const answer = await world.walk(world.visitor(), client.url({ scope: 'profile', nonce: undefined }));
    const tokens = answer.get('code') === null ? null : await client.redeem(answer.get('code'));
    expect(tokens?.body ?? {}).not.toHaveProperty('id_token');
  });
});

describe('the redirect URI is compared as it was registered, character by character', () => {
  it.each<[string, (registered: string) => string]>([
    ['a query added', (uri) => `${uri}?a=b`],
    ['a slash added', (uri) => `${uri}/`],
    ['a path below', (uri) => `${uri}/more`],
    ['..;/ in the path', (uri) => uri.replace('/callback', '/x/..;/callback')],
    ['an encoded slash', (uri) => uri.replace('/callback', '/%2fcallback')],
    ['an encoded traversal', (uri) => `${uri}/%2e%2e/evil`],
    ['a traversal', (uri) => `${uri}/../callback`],
    ['a backslash', (uri) => uri.replace('/callback', '\\callback')],
    ['user information', (uri) => uri.replace('https://', 'https://user@')],
    ['several @', (uri) => uri.replace('https://', 'https://evil.example@@')],
    ['an @ after the host', (uri) => uri.replace('/callback', '@evil.example/callback')],
    ['a host below', (uri) => uri.replace('https://', 'https://x.')],
    ['a dot at the end of the host', (uri) => uri.replace('.vn/', '.vn./')],
    ['another letter where a regular expression sees a dot', (uri) => uri.replace('.gov.', 'xgov.')],
    ['capital letters', (uri) => uri.toUpperCase()],
    ['a port', (uri) => uri.replace('.vn/', '.vn:443/')],
    ['http', (uri) => uri.replace('https:', 'http:')],
    ['a fragment', (uri) => `${uri}#there`],
    ['a space at the end', (uri) => `${uri} `],
    ['a tab inside', (uri) => uri.replace('/callback', '/call\tback')],
    ['javascript:', () => 'javascript:alert(1)'],
    ['JavaScript: in other letters', () => 'jAvAsCrIpT:alert(1)'],
    ['data:', () => 'data:text/html,x'],
    ['an address without a scheme', () => '//evil.example/callback'],
  ])('%s is refused', async (_name, change) => {
    const changed = change(client.redirectUri);
    expect(changed).not.toBe(client.redirectUri);
    await expectPage(client.url({ redirect_uri: changed }), 'invalid_redirect_uri');
  });

  it('another client’s address is refused, and the first address ever seen is not learned', async () => {
    await expectPage(client.url({ redirect_uri: other.redirectUri }), 'invalid_redirect_uri');
    await expectPage(client.url({ redirect_uri: 'https://first.example/seen' }), 'invalid_redirect_uri');
    await expectPage(client.url({ redirect_uri: 'https://first.example/seen' }), 'invalid_redirect_uri');
  });

  it('an address registered with a query works with exactly that query, which is kept', async () => {
    const uri = 'https://query.example.gov.vn/callback?dummy1=lorem&dummy2=ipsum';
    const portal = await world.client({ redirect_uris: [uri] });
    const visitor = world.visitor();
    const answer = await world.walk(visitor, portal.url());
    expect(Object.fromEntries(answer)).toMatchObject({ dummy1: 'lorem', dummy2: 'ipsum', state: 'the state' });
    await expectPage(portal.url({ redirect_uri: uri.replace('ipsum', 'dolor') }), 'invalid_redirect_uri');
    await expectPage(portal.url({ redirect_uri: uri.split('?')[0] }), 'invalid_redirect_uri');
  });
});

describe('prompt, max_age and hints', () => {
  it('prompt=none answers at once for a session, and prompt=login asks again', async () => {
    const visitor = world.visitor();
    const first = await client.redeem((await world.walk(visitor, client.url())).get('code'));
    const silent = await visitor.get(client.url({ prompt: 'none' }));
    const again = await client.redeem(new URL(silent.elsewhere ?? '').searchParams.get('code'));
    const [one, two] = [decodeJwt(String(first.body['id_token'])), decodeJwt(String(again.body['id_token']))];
    expect(two.sub).toBe(one.sub);
    expect(two['auth_time']).toBe(one['auth_time']);
    const page = await visitor.get(client.url({ prompt: 'login' }));
    expect(page.elsewhere).toBeNull();
    expect(page.text).toContain('name="password"');
  });

  it('prompt=select_account names the person in the session, lets another one in, and leaves the session alone until then', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    const page = await visitor.get(client.url({ prompt: 'select_account' }));
    expect(page.elsewhere).toBeNull();
    expect(page.text).toContain('Người Thử');
    expect((await world.walk(visitor, client.url({ prompt: 'none' }))).get('code')).not.toBeNull();
    expect((await world.walk(visitor, client.url({ prompt: 'select_account' }))).get('code')).not.toBeNull();
    const both = await visitor.get(client.url({ prompt: 'none select_account' }));
    expect(new URL(both.elsewhere ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it('of acr_values the first that the account can reach is asked for, once', async () => {
    const person = await world.person({ verified: true, totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' });
    const visitor = world.visitor();
    const page = await answerPage(visitor, await visitor.get(client.url({ acr_values: 'LoA3 LoA2' })), person);
    // No passkey, so not LoA3; an authenticator app, so LoA2.
    expect(page.elsewhere).toBeNull();
    expect(page.text).toContain('name="code"');
  });

  it('max_age that has passed asks again, and the ID token says when it was', async () => {
    const visitor = world.visitor();
    const first = decodeJwt(String((await client.redeem((await world.walk(visitor, client.url())).get('code'))).body['id_token']));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const silent = await visitor.get(client.url({ prompt: 'none', max_age: '1' }));
    expect(new URL(silent.elsewhere ?? '').searchParams.get('error')).toBe('login_required');
    const page = await visitor.get(client.url({ max_age: '1' }));
    expect(page.elsewhere).toBeNull();
    const second = decodeJwt(
      String((await client.redeem((await world.walk(visitor, client.url({ max_age: '1' }))).get('code'))).body['id_token']),
    );
    expect(Number(second['auth_time'])).toBeGreaterThan(Number(first['auth_time']));
    const long = await visitor.get(client.url({ max_age: '15000', prompt: 'none' }));
    const third = decodeJwt(String((await client.redeem(new URL(long.elsewhere ?? '').searchParams.get('code'))).body['id_token']));
    expect(third['auth_time']).toBe(second['auth_time']);
  });

  it('max_age=0 is prompt=login', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    expect((await visitor.get(client.url({ max_age: '0' }))).text).toContain('name="password"');
  });

  it('an id_token_hint of the person in the session passes prompt=none, of another person it does not', async () => {
    const visitor = world.visitor();
    const mine = String((await client.redeem((await world.walk(visitor, client.url())).get('code'))).body['id_token']);
    const stranger = await world.person();
    const theirs = String((await client.redeem((await world.walk(world.visitor(), client.url(), stranger)).get('code'))).body['id_token']);
    expect(
      new URL((await visitor.get(client.url({ prompt: 'none', id_token_hint: mine }))).elsewhere ?? '').searchParams.get('code'),
    ).not.toBeNull();
    expect(
      new URL((await visitor.get(client.url({ prompt: 'none', id_token_hint: theirs }))).elsewhere ?? '').searchParams.get('error'),
    ).toBe('login_required');
  });

  it('after somebody else signs in than the hint names, the portal is told instead of asking for ever', async () => {
    const stranger = await world.person();
    const hint = String((await client.redeem((await world.walk(world.visitor(), client.url(), stranger)).get('code'))).body['id_token']);
    const answer = await world.walk(world.visitor(), client.url({ id_token_hint: hint }));
    expect(answer.get('error')).toBe('login_required');
  });

  it('nor is somebody else accepted when the request names the subject in its claims', async () => {
    const claims = JSON.stringify({ id_token: { sub: { value: 'somebody-else' } } });
    expect((await world.walk(world.visitor(), client.url({ claims }))).get('error')).toBe('login_required');
  });

  it('an essential acr is a condition, whatever acr_values wish for beside it, and the ID token says what was reached', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    const essential = (...values: string[]): string => JSON.stringify({ id_token: { acr: { essential: true, values } } });
    for (const acr_values of [undefined, 'LoA2', 'LoA1 LoA2', 'LoA3']) {
      const page = await visitor.get(client.url({ claims: essential('LoA2', 'LoA3'), acr_values }));
      expect([page.elsewhere, new URL(page.url).pathname.endsWith('/level')], acr_values).toEqual([null, true]);
      const refused = await visitor.get(client.url({ claims: essential('LoA2', 'LoA3'), acr_values, prompt: 'none' }));
      expect(new URL(refused.elsewhere ?? '').searchParams.get('error'), acr_values).toBe('unmet_authentication_requirements');
    }
    const answer = await world.walk(visitor, client.url({ claims: essential('LoA1'), acr_values: 'LoA1' }));
    const tokens = await client.redeem(answer.get('code'));
    expect(decodeJwt(String(tokens.body['id_token']))).toMatchObject({ acr: 'LoA1', amr: ['pwd'] });
  });

  it('an essential acr that nobody can reach is answered before a registration begins', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:nobody' } } });
    const page = await world.visitor().get(client.url({ claims, prompt: 'create' }));
    expect(new URL(page.elsewhere ?? '').searchParams.get('error')).toBe('unmet_authentication_requirements');
  });

  it('prompt=create shows registration and nothing of a session', async () => {
    const page = await world.visitor().get(client.url({ prompt: 'create' }));
    expect(page.status).toBe(200);
    expect(page.url).toMatch(/\/register$/);
  });

  it('prompt=consent asks although nothing is missing; declining is access_denied', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url());
    const page = await visitor.get(client.url({ prompt: 'consent' }));
    expect(page.text).toContain('name="decision"');
    const declined = await visitor.submit(page, { decision: 'decline' });
    expect(Object.fromEntries(new URL(declined.elsewhere ?? '').searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the state',
      iss: world.issuer,
    });
  });

  it('offline_access needs consent, and is given with it', async () => {
    const visitor = world.visitor();
    const answer = await world.walk(visitor, client.url({ scope: 'openid offline_access', prompt: 'consent' }));
    const tokens = await client.redeem(answer.get('code'));
    expect(String(tokens.body['scope']).split(' ')).toContain('offline_access');
    const without = await client.redeem((await world.walk(visitor, client.url({ scope: 'openid offline_access' }))).get('code'));
    expect(String(without.body['scope']).split(' ')).not.toContain('offline_access');
  });
});

describe('PKCE (RFC 7636)', () => {
  it.each<[string, Record<string, string>]>([
    ['no verifier', { code_verifier: '' }],
    ['another verifier', { code_verifier: nonsense() }],
    ['the challenge as verifier (plain)', { code_verifier: challenge }],
    ['a verifier of one character', { code_verifier: 'x' }],
    ['a verifier of 10 KB', { code_verifier: 'x'.repeat(10_240) }],
    ['a verifier with characters outside the grammar', { code_verifier: `${'x'.repeat(42)}é` }],
  ])('%s is invalid_grant or invalid_request, and gives nothing', async (_name, parameters) => {
    const answer = await client.redeem((await world.walk(world.visitor(), client.url())).get('code'), parameters);
    expect(answer.status).toBe(400);
    expect(['invalid_grant', 'invalid_request']).toContain(answer.body['error']);
    expect(answer.body).not.toHaveProperty('access_token');
  });

  it('a client exempted by name does without until its date, and a verifier without challenge is refused', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const exempt = await world.client({ pkce_exempt_until: tomorrow, pkce_exempt_reason: 'cũ' });
    const plain = exempt.url({ code_challenge: undefined, code_challenge_method: undefined });
    const visitor = world.visitor();
    const code = (await world.walk(visitor, plain)).get('code');
    const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: exempt.redirectUri };
    expect((await world.post('/token', form, exempt.basic)).status).toBe(200);
    const downgraded = (await world.walk(visitor, plain)).get('code');
    expect((await exempt.redeem(downgraded)).body['error']).toBe('invalid_grant');
    // With a challenge it is checked like everybody's.
    const challenged = (await world.walk(visitor, exempt.url())).get('code');
    expect((await world.post('/token', { ...form, code: challenged ?? '' }, exempt.basic)).body['error']).toBe('invalid_grant');
  });

  it('an exemption ends with its last day', async () => {
    const exempt = await world.client({
      pkce_exempt_until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
      pkce_exempt_reason: 'cũ',
    });
    await world.database.admin.query(`UPDATE identity.client SET pkce_exempt_until = current_date - 2 WHERE id = '${exempt.id}'`);
    const answer = await world.visitor().get(exempt.url({ code_challenge: undefined, code_challenge_method: undefined }));
    expect(new URL(answer.elsewhere ?? '').searchParams.get('error')).toBe('invalid_request');
  });
});
