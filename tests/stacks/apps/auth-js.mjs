import { ExpressAuth, getSession } from '@auth/express';
import express from 'express';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env;
const configuration = {
  secret: 'a secret of this portal, as long as it should be',
  trustHost: true,
  providers: [
    {
      id: 'mocua',
      name: 'Một Cửa',
      type: 'oidc',
      issuer: ISSUER,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      checks: ['pkce', 'state', 'nonce'],
      authorization: { params: { scope: 'openid profile' } },
      // Claims of a person are at userinfo; the ID token says who they are.
      idToken: false,
      profile: ({ sub, name }) => ({ id: sub, name }),
    },
  ],
  callbacks: {
    jwt: ({ token, account }) => (account ? { ...token, sub: account.providerAccountId } : token),
    session: ({ session, token }) => ({ ...session, sub: token.sub }),
    redirect: ({ baseUrl }) => `${baseUrl}/person`,
  },
};

// Express 4: with Express 5 this package does not find its own base path.
const app = express();
app.use('/auth/*', ExpressAuth(configuration));
app.get('/person', async (request, response) => {
  const session = await getSession(request, configuration);
  response.json(session === null ? {} : { sub: session.sub, name: session.user.name });
});
app.listen(Number(PORT));
