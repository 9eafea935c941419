import { createServer } from 'node:http';
import { Issuer, generators } from 'openid-client';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, ORIGIN } = process.env;
const issuer = await Issuer.discover(ISSUER);
const client = new issuer.Client({
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  redirect_uris: [`${ORIGIN}/callback`],
  response_types: ['code'],
});
const waiting = new Map();

createServer(async (request, response) => {
  const url = new URL(request.url, ORIGIN);
  try {
    if (url.pathname === '/sign-in') {
      const [state, nonce, verifier] = [generators.state(), generators.nonce(), generators.codeVerifier()];
      waiting.set(state, { nonce, verifier });
      const location = client.authorizationUrl({
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: generators.codeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      response.writeHead(302, { location, 'set-cookie': `state=${state}; HttpOnly; SameSite=Lax; Path=/` }).end();
    } else if (url.pathname === '/callback') {
      const state = /(?:^|; )state=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
      const { nonce, verifier } = waiting.get(state) ?? {};
      waiting.delete(state);
      const checks = { state: state ?? generators.state(), nonce, code_verifier: verifier };
      const tokens = await client.callback(`${ORIGIN}/callback`, client.callbackParams(request), checks);
      const { sub, name } = await client.userinfo(tokens);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sub, name }));
    } else response.writeHead(404).end();
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}).listen(Number(PORT));
