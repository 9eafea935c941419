import type { Shape } from '#shared/texts';
import type { vi } from './vi.ts';

export const en = {
  home: {
    title: 'One account for every government portal',
    lead: 'Một Cửa is the one account for the portals of every ministry and province. You sign in once, never repeat what the state already knows, and see who has received which of your data.',
    enter: 'Go to your account',
    register: 'Create an account',
    catalogue: 'Find an administrative procedure',
    agencies: 'For agencies: portals connect to Một Cửa with standard OpenID Connect.',
    console: 'Pages for agencies',
  },
  returned: {
    title: 'You are not in your account yet',
    what: {
      access_denied: 'You cancelled signing in.',
      unmet_authentication_requirements: 'This needs an assurance level that your account does not have.',
      temporarily_unavailable: 'The service is very busy.',
      other: 'Signing in was not completed. Nothing has been changed.',
    },
    act: 'You can sign in again. If it keeps happening, give support the codes below.',
    again: 'Sign in again',
    home: 'Go to the home page',
    code: 'Error code',
    trace: 'Trace id',
  },
  overview: {
    title: 'Your account',
    verified: 'Verified',
    declared: 'Self-declared',
    levelTitle: 'Level of verification',
    levels: {
      verified:
        'Your identity has been checked against the national population database. You can use every service, including those that need a high level of assurance.',
      declared:
        'You gave your details yourself and confirmed your phone number. You can use ordinary services; some procedures need your identity to be verified first.',
    },
    stepsTitle: 'What to do next',
    nothingToDo: 'Your account is well protected. There is nothing you need to do.',
    steps: {
      passkey: { title: 'Add a passkey', text: 'Sign in with your fingerprint, face or screen lock: faster and safer than a password.' },
      'second-factor': {
        title: 'Add a second layer of protection',
        text: 'Only a password protects your account now. Add an authenticator app.',
      },
      codes: { title: 'Make recovery codes', text: 'Ten codes on paper let you back in when you lose your phone.' },
      'few-codes': { title: 'Make new recovery codes', text: 'Only a few unused codes are left.' },
      verify: {
        title: 'Have your identity verified',
        text: 'Take your identity card to the nearest one-stop counter. It is free and done once.',
      },
    },
    factorsTitle: 'How you sign in',
    manage: 'Manage',
    password: 'Password',
    passkeys: 'Passkeys',
    app: 'Authenticator app',
    sms: 'Code by text message at sign-in',
    codes: 'Recovery codes',
    set: 'Set',
    notSet: 'Not set',
    on: 'On',
    off: 'Off',
    passkeyCount: (count: number) => (count === 0 ? 'None yet' : `${String(count)}`),
    codesLeft: (count: number) => (count === 0 ? 'None yet' : `${String(count)} left`),
  },
  signOut: {
    submit: 'Sign out',
  },
} satisfies Shape<typeof vi>;
