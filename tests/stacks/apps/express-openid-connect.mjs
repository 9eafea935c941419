import express from 'express';
import openid from 'express-openid-connect';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, ORIGIN } = process.env;
const app = express();
app.use(
  openid.auth({
    issuerBaseURL: ISSUER,
    baseURL: ORIGIN,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: 'a secret for the cookies of this portal, 32 bytes',
    authRequired: false,
    routes: { login: '/sign-in', callback: '/callback', postLogoutRedirect: '/' },
    // Code flow with PKCE; without this line it asks for an ID token alone, which is not offered here.
    authorizationParams: { response_type: 'code', scope: 'openid profile' },
  }),
);
app.get('/person', openid.requiresAuth(), async (request, response) => {
  const { sub, name } = await request.oidc.fetchUserInfo();
  response.json({ sub, name });
});
app.listen(Number(PORT));
