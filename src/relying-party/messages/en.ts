import type { Shape } from '#shared/texts';
import type { vi } from './vi.ts';

export const en = {
  again: 'Sign in again',
  home: 'Go to the home page',
  whatToDo: 'What you can do',
  code: 'Error code',
  trace: 'Reference',
  support: 'Give both to support if you ask for help.',
  levels: {
    LoA1: 'Level 1: signed in with one factor',
    LoA2: 'Level 2: verified identity and two factors, or a passkey',
    LoA3: 'Level 3: verified identity and a passkey used just now',
  },
  wanted: 'Level this page asks for',
  signOut: {
    title: 'Sign out',
    lead: 'You will be signed out of this site. Một Cửa then ends the common sign-in and tells every portal that uses it.',
    submit: 'Sign out',
    stay: 'Stay signed in',
    nobody: 'You are not signed in to this site.',
  },
  signedOut: {
    title: 'You are signed out',
    everywhere:
      'You are signed out of this site. If you chose to sign out everywhere, Một Cửa tells the other portals. On a shared computer, close the browser.',
    here: 'You are signed out of this site, but the common sign-in could not be told. On a shared computer, close the browser.',
    signIn: 'Sign in',
  },
  failures: {
    accessDenied: {
      title: 'You stopped signing in',
      what: 'Một Cửa says that you refused or cancelled the sign-in. No data was shared.',
      todo: 'If you want to go on, sign in again and agree to share what is asked for.',
    },
    loginRequired: {
      title: 'You need to sign in',
      what: 'You are not signed in to Một Cửa, or that sign-in has expired.',
      todo: 'Sign in again.',
    },
    interactionRequired: {
      title: 'One more step is needed',
      what: 'Một Cửa has to ask you something before it can sign you in here.',
      todo: 'Sign in again and follow the instructions on the screen.',
    },
    assuranceUnmet: {
      title: 'A stronger sign-in is needed',
      what: 'This needs a sign-in with a higher level of assurance, or a more recent one, than the one you have just made.',
      todo: 'Verify your identity or add a passkey in your Một Cửa account and try again. A one-stop counter can help you too.',
    },
    providerBusy: {
      title: 'The sign-in service is busy',
      what: 'Một Cửa could not handle the sign-in. This is not your fault.',
      todo: 'Try again in a few minutes.',
    },
    providerUnreachable: {
      title: 'The sign-in service cannot be reached',
      what: 'This site cannot connect to Một Cửa at the moment. This is not your fault.',
      todo: 'Try again in a few minutes. What needs no sign-in still works.',
    },
    registrationWrong: {
      title: 'This site is not set up correctly',
      what: 'Một Cửa refused the request of this site because something is wrong between the two. Signing in again will not help.',
      todo: 'Please tell the agency that runs this site, with both codes below.',
    },
    stateUnknown: {
      title: 'This sign-in has expired',
      what: 'Signing in took too long, or the link was opened in another browser.',
      todo: 'Start signing in again in this browser.',
    },
    stateUsed: {
      title: 'This sign-in has been used',
      what: 'A sign-in can be used once, and this one is over.',
      todo: 'Sign in again.',
    },
    cookieMissing: {
      title: 'Your browser did not keep a cookie',
      what: 'This site needs a cookie to know that it was you who started signing in, and your browser did not send it back.',
      todo: 'Allow cookies for this site and sign in again in the same browser.',
    },
    issuerMismatch: {
      title: 'The answer did not come from Một Cửa',
      what: 'This site got a sign-in answer from somewhere else and stopped, to protect you.',
      todo: 'Do not enter a password on the page you came from. Sign in again from this site; if it happens again, tell us.',
    },
    answerInvalid: {
      title: 'The sign-in could not be checked',
      what: 'The sign-in this site was given did not pass its checks, so you are not signed in.',
      todo: 'Try again. If it happens again, tell the agency that runs this site, with both codes below.',
    },
    codeRefused: {
      title: 'This sign-in is no longer valid',
      what: 'Một Cửa does not accept this sign-in any more, usually because it took too long.',
      todo: 'Sign in again.',
    },
    notLinked: {
      title: 'Your account is not linked',
      what: 'You are signed in to Một Cửa, but that account is not linked to your records on this site.',
      todo: 'Ask the agency that runs this site to link it, and bring your identity document.',
    },
    locked: {
      title: 'Your account on this site is locked',
      what: 'You are signed in to Một Cửa, but the agency that runs this site has locked your account here.',
      todo: 'Ask the agency that runs this site for the reason and how to unlock it.',
    },
    notAllowed: {
      title: 'You cannot use this site',
      what: 'This site is for certain people only, and your account is not among them.',
      todo: 'If you think this is a mistake, contact the agency that runs this site.',
    },
    sessionEnded: {
      title: 'Your session has ended',
      what: 'You signed out somewhere else, or did nothing for a long time. What you have just sent was not saved.',
      todo: 'Sign in again and repeat what you did.',
    },
  },
} satisfies Shape<typeof vi>;
