import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientIdOf } from '#module';
import { belongings } from '../../support/service-walk/belongings.ts';
import type { Sent } from '../../support/service-walk/caller.ts';
import { paymentRows } from '../../support/service-walk/payment-rows.ts';
import { createClient } from '../../support/service-walk/people.ts';
import { providerSigner, type Sign } from '../../support/service-walk/provider-key.ts';
import { nameOf } from '../../support/service-walk/tables.ts';
import { bound, clientToken, newProofKey, proofFor, type ProofKey } from '../../support/service-walk/tokens.ts';
import { startWorld, type World } from '../../support/service-walk/world.ts';

let world: World;
let key: ProofKey;
let sign: Sign;
/** Of a program that may do all a client can at the payment service, and of one that may not do it. */
let tokens: { all: string; police: string; elsewhere: string };

beforeAll(async () => {
  world = await startWorld();
  const { system, database, police } = world;
  key = await newProofKey();
  sign = await providerSigner(database, system);
  const scope = 'payment:order payment:read fines:write';
  const all = await createClient(system, { name: 'Một hệ thống khác', scope: `${scope} dossier:read` });
  tokens = {
    all: await clientToken(system, all, { resource: system.payment, scope, key }),
    police: await clientToken(system, police, { resource: system.payment, scope: 'fines:write', key }),
    elsewhere: await clientToken(system, all, { resource: system.dossier, scope: 'dossier:read', key }),
  };
});
afterAll(() => world.stop());

interface Api {
  readonly name: string;
  readonly scope: string;
  readonly sent: Sent;
}
const apis = (): Api[] =>
  world
    .routesOf('payment')
    .filter(({ who }) => who.name.startsWith('token for'))
    .map((route) => {
      const name = nameOf(route);
      const row = paymentRows[name]?.[0];
      if (row === undefined) throw new Error(`no row for ${name}`);
      const sent = { method: route.method, url: world.system.payment + row.at(world.things), body: row.body?.(world.things) };
      return { name, scope: route.who.name.split(' with ')[1] ?? '', sent };
    });

type Headers = Readonly<Record<string, string>>;
/** Calls as a program does, without cookies, and looks that a refusal says why and shows nothing. */
async function call(sent: Sent, headers: Headers) {
  const answer = await world.callers.nobody.send({ ...sent, headers: { accept: 'application/json', ...headers } });
  const said = `${sent.url} ${decodeURIComponent(sent.url)}`;
  if (answer.status === 401 || answer.status === 403) {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status, type: expect.stringMatching(/^urn:mot-cua:problem:token\./) });
    expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP .*algs=/);
    expect(world.things.secret.filter((text) => answer.seen.includes(text) && !said.includes(text))).toEqual([]);
  }
  return {
    status: answer.status,
    error: /error="(\w+)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1] ?? null,
    text: answer.text,
  };
}

describe('every route of an API', () => {
  it('is one of these, and each wants a scope', () => {
    expect(apis().map(({ name, scope }) => `${name} ${scope}`)).toEqual([
      'POST /api/orders payment:order',
      'GET /api/orders/:id payment:read',
      'POST /api/orders/:id/cancel payment:order',
      'POST /api/fines fines:write',
      'GET /api/fines/:decisionNumber fines:write',
      'PUT /api/fines/:decisionNumber/return fines:write',
    ]);
  });

  it('takes a good token with a good proof, so that the refusals below mean something', async () => {
    const found = await Promise.all(
      apis().map(
        async ({ name, sent }) =>
          `${name} ${String((await call(sent, { ...(await bound(sent, tokens.all, key)), 'idempotency-key': 'good' })).status)}`,
      ),
    );
    // Another program's order and decision do not exist for this one.
    expect(found).toEqual([
      'POST /api/orders 201',
      'GET /api/orders/:id 404',
      'POST /api/orders/:id/cancel 404',
      'POST /api/fines 200',
      'GET /api/fines/:decisionNumber 404',
      'PUT /api/fines/:decisionNumber/return 404',
    ]);
  });

  it('shows a decision to the program that uploaded it alone', async () => {
    const before = await belongings(world.database, world.things);
    const fines = apis().filter(({ name }) => name.includes(':decisionNumber'));
    const statuses = async (token: string): Promise<number[]> =>
      Promise.all(fines.map(async ({ sent }) => (await call(sent, await bound(sent, token, key))).status));
    // A return of papers has not been asked for.
    expect([await statuses(tokens.police), await statuses(tokens.all)]).toEqual([
      [200, 409],
      [404, 404],
    ]);
    expect(await belongings(world.database, world.things)).toBe(before);
  });

  it('refuses whatever token is not for it', async () => {
    const before = await belongings(world.database, world.things);
    const good = decodeJwt(tokens.all);
    const { kid } = decodeProtectedHeader(tokens.all);
    const now = Math.floor(Date.now() / 1000);
    const stranger = await newProofKey();
    const forged = (payload: JWTPayload, header = {}): Promise<string> =>
      new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header }).sign(stranger.privateKey);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${Buffer.from(JSON.stringify(good)).toString('base64url')}.`;
    const bad: readonly [string, string][] = [
      ['of another audience', tokens.elsewhere],
      ['expired', await sign({ ...good, iat: now - 400, exp: now - 60 }, 'at+jwt')],
      ['of another issuer', await forged({ ...good, iss: 'https://issuer.example' })],
      ['signed with a key of one’s own', await forged(good)],
      ['signed with a key of one’s own under the provider’s key id', await forged(good, { kid })],
      ['that brings its key along', await forged(good, { jwk: stranger.publicJwk })],
      ['without a signature', unsigned],
      [
        'changed after it was signed',
        `${tokens.all.split('.')[0] ?? ''}.${Buffer.from(JSON.stringify({ ...good, sub: 'x' })).toString('base64url')}.${tokens.all.split('.')[2] ?? ''}`,
      ],
      ['that is no access token', await sign(good, 'JWT')],
      ['that is bound to no key', await sign({ ...good, cnf: undefined }, 'at+jwt')],
      ['that is no token', 'abc'],
    ];
    for (const { name, sent } of apis()) {
      for (const [what, token] of bad) {
        const { status, error } = await call(sent, await bound(sent, token, key));
        expect([name, what, status, error]).toEqual([name, what, 401, 'invalid_token']);
      }
      expect([name, await call(sent, {})]).toEqual([name, expect.objectContaining({ status: 401, error: null })]);
    }
    expect(await belongings(world.database, world.things)).toBe(before);
  });

  it('refuses a token without its own scope', async () => {
    const good = decodeJwt(tokens.all);
    for (const { name, scope, sent } of apis()) {
      const others = ['payment:order', 'payment:read', 'fines:write', 'fines:writer', 'fines'].filter((each) => each !== scope).join(' ');
      for (const granted of [others, '', `${scope}x`, scope.toUpperCase()]) {
        const token = await sign({ ...good, scope: granted }, 'at+jwt');
        const { status, error } = await call(sent, await bound(sent, token, key));
        expect([name, granted, status, error]).toEqual([name, granted, 403, 'insufficient_scope']);
      }
      const police = await call(sent, await bound(sent, tokens.police, key));
      expect([name, police.status === 403]).toEqual([name, scope !== 'fines:write']);
    }
  });

  it('refuses a stolen token: without a proof, with another’s, with one that was used or made for something else', async () => {
    const before = await belongings(world.database, world.things);
    const thief = await newProofKey();
    const token = tokens.all;
    const now = Math.floor(Date.now() / 1000);
    for (const { name, sent } of apis()) {
      const used = await bound(sent, token, key);
      const first = (await call(sent, { ...used, 'idempotency-key': randomUUID() })).status;
      expect([name, first === 401 || first === 403]).toEqual([name, false]);
      const authorization = `DPoP ${token}`;
      const make = (change: JWTPayload): Promise<string> => proofFor(sent, token, key, change);
      const bad: readonly [string, Headers, string][] = [
        ['no proof', { authorization }, 'invalid_dpop_proof'],
        ['as a bearer token', { authorization: `Bearer ${token}` }, 'invalid_token'],
        ['as a bearer token with a proof', { authorization: `Bearer ${token}`, dpop: await make({}) }, 'invalid_token'],
        ['a proof of another key', { authorization, dpop: await proofFor(sent, token, thief) }, 'invalid_token'],
        ['a used proof', used, 'invalid_dpop_proof'],
        ['a proof for another method', { authorization, dpop: await make({ htm: 'DELETE' }) }, 'invalid_dpop_proof'],
        [
          'a proof for another address',
          { authorization, dpop: await make({ htu: `${world.system.payment}/api/x` }) },
          'invalid_dpop_proof',
        ],
        ['a proof for another service', { authorization, dpop: await make({ htu: world.system.dossier }) }, 'invalid_dpop_proof'],
        ['a proof for another token', { authorization, dpop: await proofFor(sent, tokens.police, key) }, 'invalid_dpop_proof'],
        ['a proof of yesterday', { authorization, dpop: await make({ iat: now - 86_400 }) }, 'invalid_dpop_proof'],
        ['a proof of tomorrow', { authorization, dpop: await make({ iat: now + 86_400 }) }, 'invalid_dpop_proof'],
        ['two proofs', { authorization, dpop: `${await make({})}, ${await make({})}` }, 'invalid_dpop_proof'],
      ];
      for (const [what, headers, wanted] of bad) {
        const { status, error } = await call(sent, headers);
        expect([name, what, status, error]).toEqual([name, what, 401, wanted]);
      }
    }
    expect(await belongings(world.database, world.things)).toBe(before);
  });

  it('a proof that twenty send at once gets one of them in', async () => {
    const sent = apis().find(({ name }) => name === 'GET /api/fines/:decisionNumber')?.sent as Sent;
    const headers = await bound(sent, tokens.police, key);
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(sent, headers)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
  });
});

describe('the provider’s word that somebody has signed out', () => {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const send = async (logout_token: string) =>
    (
      await world.callers.nobody.send({
        method: 'POST',
        url: `${world.system.dossier}/backchannel-logout`,
        body: { form: { logout_token } },
      })
    ).status;
  const reads = async (): Promise<number> =>
    (await world.callers.owner.send({ method: 'GET', url: `${world.system.dossier}/dossiers` })).status;

  it('is believed from the provider alone, once, and by the service it is for', async () => {
    const { rows } = await world.database.admin.pool.query<{ sid: string }>(
      `SELECT s.sid FROM dossier.rp_session s JOIN dossier.person p ON p.subject = s.subject JOIN dossier.draft d ON d.person_id = p.id WHERE d.id = $1`,
      [world.things.draft],
    );
    const now = Math.floor(Date.now() / 1000);
    const { identity, dossier, payment } = world.system;
    const about = {
      iss: identity,
      aud: clientIdOf('dossier', new URL(dossier)),
      iat: now,
      exp: now + 120,
      sid: rows[0]?.sid ?? '',
      events,
    };
    const stranger = await newProofKey();
    const own = await new SignJWT({ ...about, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt' })
      .sign(stranger.privateKey);
    const bad = [
      own,
      await sign({ ...about, jti: randomUUID(), aud: clientIdOf('payment', new URL(payment)) }, 'logout+jwt'),
      await sign({ ...about, jti: randomUUID(), iss: 'https://issuer.example' }, 'logout+jwt'),
      await sign({ ...about, jti: randomUUID(), iat: now - 4000, exp: now - 3900 }, 'logout+jwt'),
      await sign({ ...about, jti: randomUUID() }, 'at+jwt'),
      await sign({ ...about, jti: randomUUID(), nonce: 'x' }, 'logout+jwt'),
      await sign({ ...about, jti: randomUUID(), events: {} }, 'logout+jwt'),
    ];
    for (const [index, token] of bad.entries()) expect([index, await send(token), await reads()]).toEqual([index, 400, 200]);
    const genuine = await sign({ ...about, jti: randomUUID() }, 'logout+jwt');
    expect([await send(genuine), await reads(), await send(genuine)]).toEqual([200, 303, 400]);
  });
});
