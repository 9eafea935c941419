import type { Shape } from '#shared/texts';
import type { vi } from './vi.ts';

/** The new number, in both ways of changing it. */
const newPhone = {
  label: 'New phone number',
  hint: 'For example: 0912 345 678',
  invalid: 'Enter a mobile number, for example 0912 345 678',
  same: 'This is your present number',
  taken: 'This number belongs to another account. Use another one, or go to a one-stop counter if it is yours.',
  codeTitle: 'Enter the code from the text message',
  sent: (value: string) => `We have sent a code to ${value}.`,
};

export const en = {
  profile: {
    title: 'My details',
    identityTitle: 'Identity',
    identityText: 'Something wrong? Take your identity card to a one-stop counter to have it corrected.',
    name: 'Name',
    birthDate: 'Date of birth',
    citizenNumber: 'Citizen number',
    address: 'Address',
    organisations: 'Organisations you represent',
    contactTitle: 'Contact',
    phone: 'Phone number',
    email: 'E-mail address',
    missing: 'None',
    unverified: 'not confirmed',
    languageTitle: 'Language',
    language: 'Language of messages and pages',
    languageNames: { vi: 'Tiếng Việt', en: 'English' },
    saveLanguage: 'Save language',
  },
  refuse: {
    title: 'Refuse a change of phone number',
    lead: 'Enter the code from the message that told you of a change of your account’s phone number.',
    code: 'Code from the message',
    hint: 'Ten letters and digits, for example ABCDE-23456',
    submit: 'Refuse',
    wrong: 'The code is not right, or the change was refused already or is over. Check the message.',
    doneTitle: 'Refused',
    done: 'The phone number of your account stays as it is. Somebody knows your password: sign in and change it.',
    enter: 'Go to my account',
    waitingTitle: 'Your phone number is about to change',
    waiting: (phone: string, day: string) =>
      `${phone} replaces your present number on ${day}. You did not ask for it? Refuse it and change your password.`,
  },
  contact: {
    phone: {
      title: 'Change your phone number',
      lead: 'You sign in and receive codes with it. We send a code to the new number and tell the old one.',
      ...newPhone,
    },
    email: {
      title: 'Change your e-mail address',
      lead: 'For notices, not for signing in. We send a code to the new address.',
      label: 'New e-mail address',
      hint: 'For example: name@example.com',
      invalid: 'Enter an e-mail address, for example name@example.com',
      same: 'This is your present address',
      taken: 'This address belongs to another account. Use another one.',
      codeTitle: 'Enter the code from the e-mail',
      sent: (value: string) => `We have sent a code to ${value}.`,
    },
    lostPhone: {
      title: 'You no longer have your old number',
      lead: 'You cannot get a code at your old number and have nothing else but your password to prove who you are, so the change has to wait.',
      waits: (days: number) =>
        `We tell your old number and your e-mail address at once. Unless somebody refuses it, the new number is used after ${String(days)} days and counts for level 1. You have your identity card? A one-stop counter changes it at once.`,
      ...newPhone,
    },
    send: 'Send code',
    code: 'Confirmation code',
    submit: 'Confirm',
    other: 'Enter another number or address',
    wrong: 'The code is wrong or no longer valid. Check it and enter it again, or get a new one.',
  },
} satisfies Shape<typeof vi>;
