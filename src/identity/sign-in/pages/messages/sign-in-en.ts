import { sharedMessages } from '#shared/texts';
import type { Shape } from '#shared/texts';
import type { signInVi } from './sign-in-vi.ts';

export const signInEn = {
  signIn: {
    requester: 'Sign in to continue to',
    title: 'Sign in',
    lead: 'One account for every public service portal.',
    identifier: 'Citizen number or phone number',
    identifierHint: 'The 12 digits on your identity card, or the phone number you registered',
    password: 'Password',
    sharedComputer: 'This is a shared computer',
    sharedComputerHint: 'Your session will be short and nothing is remembered on this device.',
    submit: 'Sign in',
    passkey: 'Sign in with a passkey',
    passkeyHint: 'Use your fingerprint, face or screen lock. No password needed.',
    register: 'Create an account',
    help: 'Cannot sign in?',
    cancel: 'Cancel and return to the portal',
    errors: {
      identifierMissing: 'Enter your citizen number or phone number',
      passwordMissing: 'Enter your password',
      wrong: 'The number or the password is not right. Check both and try again.',
      wait: (seconds) =>
        `There were too many wrong tries. ${sharedMessages.en.shared.problem.retryAfter(seconds)} You can still sign in with a passkey, or choose “Cannot sign in?”.`,
      closed:
        'To protect you, a password is no longer accepted in this browser: there were too many wrong tries. Sign in with a passkey, on a device where you have signed in before, or set a new password under “Cannot sign in?”.',
      busy: 'Many people are signing in at this moment. Wait a few seconds, enter your password again and send it. This did not count as a wrong try.',
    },
  },
  passkey: {
    failed: 'This passkey could not be used. Try again or choose another way.',
    cancelled: 'It was cancelled or took too long. Try again or choose another way.',
    known: 'This device already has a passkey for the account.',
    offline: 'There is no connection. Check your network and try again.',
    otherAccount: 'This passkey belongs to another account.',
    noScript: 'Passkeys need JavaScript. Turn it on in your browser or choose another way.',
    waiting: 'Follow the instructions of your device…',
    copied:
      'This passkey is not accepted: its count shows that there may be a copy of it. Sign in another way, remove it on the security page of your account and add a new one.',
    counterRefused:
      'Một Cửa: a passkey of yours was refused, because there may be a copy of it. Remove it on the security page of your account and add a new one.',
    counterReset:
      'Một Cửa: your passkey was used from a new device. If it was not you, remove that passkey on the security page of your account.',
  },
  confirm: {
    title: 'Confirm that it is you',
    leadAgain: 'The portal asks you to confirm who you are before you continue.',
    leadStrong: 'This needs the highest level of assurance: confirm with your passkey.',
    signedInAs: 'You are signed in as',
    password: 'Password of this account',
    submit: 'Confirm',
    passkey: 'Confirm with your passkey',
    notYou: 'Not you? Sign in with another account',
    wrong: 'The password is not right. Try again.',
  },
  secondFactor: {
    title: 'Enter your code',
    askedByPortal: (portal) => `The service you are using (${portal}) needs one more check besides your password.`,
    methods: {
      totp: {
        lead: 'Open your authenticator app and enter the code it shows for Một Cửa.',
        label: 'Code from your authenticator app',
        hint: 'The code has 6 digits and changes every 30 seconds',
      },
      sms: {
        lead: 'Enter the code from the text message we send to your phone.',
        label: 'Code from the text message',
        hint: 'The code has 6 digits and works for 10 minutes',
      },
      recovery: {
        lead: 'Enter one of the recovery codes you saved. Each works once.',
        label: 'Recovery code',
        hint: 'Enter a code you have not used yet',
      },
      passkey: { lead: 'Confirm with your passkey.', label: '', hint: '' },
    },
    passkeyElsewhere:
      'Is it on another device? Press the button and choose a phone or tablet: your browser shows a QR code to scan with it. Lost it? Use a recovery code; if you have none left, take your identity card to a one-stop counter.',
    smsNotSent: 'We will send a code to your registered phone number.',
    smsTo: (phone) => `We sent a code to ${phone}.`,
    send: 'Send a code by text message',
    resend: 'Send the code again',
    wait: (seconds) => `You can ask for another code in ${String(seconds)} seconds.`,
    noMore: 'Too many codes were sent. Use the latest one, or start again later.',
    submit: 'Continue',
    otherWays: 'Other ways',
    useTotp: 'Use your authenticator app',
    useSms: 'Get a code by text message',
    useRecovery: 'Use a recovery code',
    usePasskey: 'Use a passkey',
    startOver: 'Start again',
    errors: {
      missing: 'Enter the code',
      wrong: 'The code is not right. Check it and enter it again.',
      spent: 'The code has expired or was used. Get a new one.',
    },
  },
  unreachable: {
    title: 'Your account does not have the level this needs',
    lead: (portal) => `${portal} needs a level of assurance that your account does not have yet.`,
    why: {
      'not-verified':
        'Your identity has not been verified. Take your identity card to the nearest one-stop counter; it is free and done only once.',
      'no-passkey': 'This needs a passkey. Sign in to your account centre, add a passkey under security, then start again from the portal.',
      'no-second-factor':
        'This needs two factors. Sign in to your account centre, add an authenticator app or a passkey, then start again from the portal.',
      'bound-lower':
        'One of your ways to sign in was added with too little proof, so it does not count at this level yet. The security page of your account says which one, and how to raise it.',
    },
    account: 'Open the account centre',
    back: (portal) => `Return to ${portal}`,
  },
  blocked: {
    title: 'This account cannot be used',
    locked: 'The account is locked for the time being, to protect you.',
    disabled: 'The account has been disabled.',
    act: 'Contact a one-stop counter or the help line and quote the code below. Nobody needs your password.',
    back: 'Return to the portal',
    other: 'Sign in with another account',
  },
  paused: {
    title: 'Too many tries',
    lead: 'To protect your account, this way is closed for a while. Nothing else has changed.',
    again: 'Try this again',
    passkey: 'Sign in another way, for example with a passkey',
    help: 'Cannot sign in? Get your account back',
  },
  expired: {
    title: 'This sign-in has ended',
    lead: 'The page has expired, was finished, or was opened in another browser.',
    act: 'Go back to the portal you want to enter and choose Sign in there.',
    actSignedIn: 'Go back to the portal you want to enter and choose Sign in there: it usually lets you in without asking again.',
  },
  consent: {
    whatIsShared: 'What does this portal receive about you?',
    title: 'Sharing your data',
    lead: (portal, agency) => `${portal} of ${agency} will receive:`,
    data: 'Data',
    purpose: 'Purpose',
    legalBasis: 'Legal basis',
    record: 'You can see every release of your data in your account centre.',
    submit: 'Agree and continue',
    decline: 'Do not share',
  },
} satisfies Shape<typeof signInVi>;
