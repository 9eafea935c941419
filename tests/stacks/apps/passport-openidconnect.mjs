import express from 'express';
import session from 'express-session';
import passport from 'passport';
import Strategy from 'passport-openidconnect';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, ORIGIN } = process.env;
passport.use(
  new Strategy(
    {
      issuer: ISSUER,
      authorizationURL: `${ISSUER}/authorize`,
      tokenURL: `${ISSUER}/token`,
      userInfoURL: `${ISSUER}/userinfo`,
      clientID: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      callbackURL: `${ORIGIN}/callback`,
      scope: ['profile'],
      skipUserProfile: false, // else it never asks userinfo, where the name is
    },
    (_issuer, profile, done) => done(null, { sub: profile.id, name: profile.displayName }),
  ),
);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

const app = express();
app.use(session({ secret: 'a secret of this portal', resave: false, saveUninitialized: false }));
app.use(passport.session());
app.get('/sign-in', passport.authenticate('openidconnect'));
app.get('/callback', passport.authenticate('openidconnect', { failWithError: true }), (_request, response) => response.redirect('/person'));
app.get('/person', (request, response) => response.json(request.user ?? {}));
app.listen(Number(PORT));
