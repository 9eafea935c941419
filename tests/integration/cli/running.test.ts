import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify, type JWK } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, isOwnAccount, signIn, somebody } from '../../support/people.ts';
import { connectPortal, type Registered } from '../../support/portal.ts';
import { createProgram, pause, type Program } from '../../support/program.ts';

let program: Program;
let server: Server;
const logoutTokens: string[] = [];
beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    incoming.on('end', () => {
      logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
      outgoing.writeHead(200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  program = await createProgram({ ROLES: 'identity,worker', DEMO_DATA: 'false' });
  await program.start();
});
afterAll(async () => {
  await program.remove();
  server.close();
});

test('an account disabled while the program runs loses its sessions and tokens at once, and its portals are told', async () => {
  const person = somebody(program, 7);
  await program.command(['account', 'create'], {
    citizen_number: person.citizenNumber,
    name: person.name,
    birth_date: '1985-02-17',
    phone: person.phone,
    password: PASSWORD,
  });
  const redirectUri = 'http://localhost:1/callback';
  const made = await program.command<Registered & { private_jwks: { keys: JWK[] } }>(['client', 'create'], {
    agency: 'G18', client_name: 'Cổng', redirect_uris: [redirectUri], backchannel_logout_uri: `http://localhost:${(server.address() as AddressInfo).port}/logout`,
  }); // prettier-ignore
  // Registered a moment ago, while the program ran: usable at once.
  const portal = await connectPortal(program.identity, {
    ...made,
    profile: 'fapi2',
    client_secret: null,
    private_jwk: made.private_jwks.keys[0] ?? null,
    redirect_uri: redirectUri,
  });
  const begun = await portal.begin();
  const page = await person.visitor.submit(await person.visitor.get(begun.url), { identifier: person.citizenNumber, password: PASSWORD });
  const tokens = await begun.finish(page.elsewhere ?? '');
  const sub = tokens.claims()?.sub ?? '';
  const dpop = portal.dpop === null ? {} : { DPoP: portal.dpop };
  await oidc.fetchUserInfo(portal.config, tokens.access_token, sub, dpop);
  expect(isOwnAccount(await person.visitor.get(`${program.identity}/account`), person)).toBe(true);
  expect(await program.command(['account', 'show', person.phone])).toMatchObject({ sessions: 1, status: 'active' });

  await program.command(['account', 'disable', person.citizenNumber, '--reason', 'stolen phone']);
  expect(isOwnAccount(await person.visitor.get(`${program.identity}/account`), person)).toBe(false);
  await expect(oidc.fetchUserInfo(portal.config, tokens.access_token, sub, dpop)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(portal.config, tokens.refresh_token ?? '', {}, dpop)).rejects.toThrow();
  expect(await program.command(['account', 'show', person.phone])).toMatchObject({ sessions: 0, status: 'disabled' });
  for (let waited = 0; logoutTokens.length === 0 && waited < 100; waited += 1) await pause(100);
  const { payload } = await jwtVerify(logoutTokens[0] ?? '', createRemoteJWKSet(new URL('/jwks', program.identity)), {
    issuer: program.identity,
    audience: portal.clientId,
  });
  expect(payload.sub).toBe(sub);
  expect(isOwnAccount(await signIn(program, person), person)).toBe(false);

  await program.command(['account', 'unlock', person.citizenNumber]);
  const back = somebody(program, 7);
  expect(isOwnAccount(await signIn(program, back), back)).toBe(true);
});
