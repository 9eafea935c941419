import { createServer } from 'node:http';
import * as oidc from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, ORIGIN } = process.env;
const config = await oidc.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  { id_token_signed_response_alg: 'RS256' },
  oidc.ClientSecretBasic(CLIENT_SECRET),
  { execute: [oidc.enableNonRepudiationChecks, oidc.allowInsecureRequests] }, // the second for http://localhost alone
);
const waiting = new Map();

createServer(async (request, response) => {
  const url = new URL(request.url, ORIGIN);
  try {
    if (url.pathname === '/sign-in') {
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      waiting.set(state, { nonce, verifier });
      const target = oidc.buildAuthorizationUrl(config, {
        redirect_uri: `${ORIGIN}/callback`,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      response.writeHead(302, { location: target.href, 'set-cookie': `state=${state}; HttpOnly; SameSite=Lax; Path=/` }).end();
    } else if (url.pathname === '/callback') {
      const state = /(?:^|; )state=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
      const { nonce, verifier } = waiting.get(state) ?? {};
      waiting.delete(state);
      const checks = {
        expectedState: state ?? oidc.randomState(),
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      };
      const tokens = await oidc.authorizationCodeGrant(config, url, checks);
      const { sub } = tokens.claims();
      const { name } = await oidc.fetchUserInfo(config, tokens.access_token, sub);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sub, name }));
    } else response.writeHead(404).end();
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}).listen(Number(PORT));
