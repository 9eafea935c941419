import { TIME_ZONE } from '#shared/day';
import type { Shape } from '#shared/texts';
import type { vi } from './vi.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: TIME_ZONE });
const moment = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: TIME_ZONE,
});

export const en = {
  date: (at: Date) => day.format(at),
  dateTime: (at: Date) => moment.format(at),
  navigation: {
    label: 'Account pages',
    overview: 'Overview',
    security: 'Security',
    sessions: 'Devices',
    activity: 'History',
    data: 'Shared data',
    profile: 'My details',
  },
  done: {
    'passkey-added': 'The passkey has been added. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    'passkey-renamed': 'The passkey has a new name.',
    'passkey-removed':
      'The passkey has been removed. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    password: 'Your new password has been saved. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    'password-off':
      'Your password has been turned off. From now on you sign in with your passkey. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    raised: 'The level has been raised. From your next sign-in on, it counts in full.',
    'totp-added': 'The authenticator app is ready. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    'totp-removed':
      'The authenticator app has been removed. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    'sms-on': 'From now on we ask for a code by text message whenever you sign in with your password.',
    'sms-off': 'Codes by text message at sign-in have been turned off.',
    'session-ended':
      'That device has been signed out of Một Cửa, and its portals are being told. A portal that cannot be reached may go on for a while.',
    'sessions-ended':
      'All other devices have been signed out of Một Cửa, and their portals are being told. A portal that cannot be reached may go on for a while.',
    withdrawn: 'The portal’s access has been withdrawn.',
    email: 'Your new e-mail address has been saved.',
    phone: 'Your phone number has been changed. Your other devices have been signed out of Một Cửa, and their portals are being told.',
    'phone-waiting':
      'The new number is confirmed and is waiting. We have told your old number and e-mail address; whoever holds them can refuse it.',
    'phone-refused': 'Refused. The phone number of your account stays as it is.',
    language: 'Your language has been saved.',
  },
  stronger: {
    title: 'Confirm with your strongest way of signing in',
    lead: 'So that somebody who only knows your password cannot change how you sign in, this needs a new sign-in.',
    needed: {
      passkey: 'Sign in with your passkey.',
      otp: 'Sign in with your password and a code from your authenticator app.',
      sms: 'Sign in with your password and a code by text message.',
    },
    lost: 'If you have lost that device, use a recovery code when you are asked for a code. No codes left? Take your identity card to a one-stop counter.',
    submit: 'Sign in again',
    lostPhone: (phone: string) => `I no longer have the number ${phone}`,
  },
  carries: {
    little: 'You proved only your password this time, so what you add counts for level 1. For it to count in full, prove the rest first.',
    prove: (phone: string) => `Confirm with a code to ${phone}`,
  },
  phoneWaitingSubject: 'Somebody asked to change the phone number of your Một Cửa account',
  phoneWaiting: (day: string, code: string) =>
    `Một Cửa: somebody asked to change your account’s phone number to another. Unless it is refused, it changes on ${day}. Not you? Open the Một Cửa home page, choose “Refuse a change of phone number” and enter ${code}.`,
  sms: {
    password: 'Một Cửa: your password was changed. If it was not you, contact a one-stop counter at once.',
    passkeyAdded: 'Một Cửa: a passkey was added to your account. If it was not you, contact a one-stop counter at once.',
    passkeyRemoved: 'Một Cửa: a passkey was removed from your account. If it was not you, contact a one-stop counter at once.',
    totpAdded: 'Một Cửa: an authenticator app was added to your account. If it was not you, contact a one-stop counter at once.',
    totpRemoved: 'Một Cửa: the authenticator app was removed. If it was not you, contact a one-stop counter at once.',
    smsOn: 'Một Cửa: codes by text message at sign-in were turned on. If it was not you, contact a one-stop counter at once.',
    smsOff: 'Một Cửa: codes by text message at sign-in were turned off. If it was not you, contact a one-stop counter at once.',
    recoveryCodes: 'Một Cửa: new recovery codes were made. If it was not you, contact a one-stop counter at once.',
    phoneOld: 'Một Cửa: your account now has another phone number. If it was not you, go to a one-stop counter at once.',
    phoneNew: 'Một Cửa: this is now the phone number of your account.',
    passwordOff: 'Một Cửa: the password of your account was turned off. If it was not you, contact a one-stop counter at once.',
    raised: 'Một Cửa: the level of a way to sign in was raised. If it was not you, contact a one-stop counter at once.',
    phoneDropped: 'Một Cửa: the request to change your account’s phone number was dropped. Your number stays as it is.',
    email: 'Một Cửa: the e-mail address of your account was changed. If it was not you, contact a one-stop counter at once.',
  },
} satisfies Shape<typeof vi>;
