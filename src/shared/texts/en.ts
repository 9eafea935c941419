import type { Shape } from './language.ts';
import { problemsEn } from './problems-en.ts';
import type { vi } from './vi.ts';

const retryAfter = (seconds: number | undefined): string =>
  seconds === undefined
    ? 'Please wait a while and try again.'
    : seconds <= 60
      ? `Please try again in ${String(seconds)} seconds.`
      : `Please try again in ${String(Math.ceil(seconds / 60))} minutes.`;

export const en = {
  name: 'Một Cửa',
  skipLink: 'Skip to main content',
  header: {
    tagline: 'Public services account',
    sandbox: 'Test environment. Please do not enter real personal information.',
    signedInAs: 'Signed in as',
    languages: 'Language',
    languageNames: [
      { code: 'vi', name: 'Tiếng Việt' },
      { code: 'en', name: 'English' },
    ],
  },
  footer: {
    warningTitle: 'Beware of scams',
    warnings: ['We never telephone you to ask for your password or a code.', 'Our messages never contain links.'],
    about: 'One account to sign in to public service portals.',
  },
  form: {
    errorPrefix: 'Error',
    errorSummaryTitle: 'There is a problem',
    optional: (label) => `${label} (optional)`,
    requiredWhen: (label, cases) =>
      `${label} (needed if ${cases.map(({ question, answer }) => `“${question}” is “${answer}”`).join(' or ')})`,
    continue: 'Continue',
    back: 'Back',
    save: 'Save changes',
    cancel: 'Cancel',
    confirm: 'Confirm',
    close: 'Close',
    change: 'Change',
    remove: 'Remove',
    yes: 'Yes',
    no: 'No',
    day: 'Day',
    month: 'Month',
    year: 'Year',
    step: (current, total) => `Step ${String(current)} of ${String(total)}`,
    codeLabel: 'Code',
    codeHint: 'The code has 6 digits',
    important: 'Important',
    success: 'Success',
    warning: 'Warning',
    emptyTitle: 'Nothing here yet',
  },
  password: {
    show: 'Show',
    hide: 'Hide',
    showLabel: 'Show password',
    hideLabel: 'Hide password',
    shown: 'Your password is visible',
    hidden: 'Your password is hidden',
  },
  timeout: {
    title: 'Time limit of this page',
    staticNotice: (minutes) => `For your security, this page expires after ${String(minutes)} minutes.`,
    soonTitle: 'Are you still there?',
    soon: (minutes) =>
      `Your session will end in ${String(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}. Anything you have not sent will not be saved.`,
    last: (minutes) =>
      `Your session ends within ${String(minutes)} ${minutes === 1 ? 'minute' : 'minutes'} and cannot be extended any more. Send what you have entered before then.`,
    expiredTitle: 'Your session has ended',
    expired: 'Anything you had not sent was not saved. You can close this box to copy what you have entered.',
    failed: 'It could not be extended, because there is no connection. Check your network and try again.',
    extend: 'Stay signed in',
    extended: 'Your session has been extended.',
    startAgain: 'Start again',
    close: 'Close',
  },
  problems: problemsEn,
  goingOn: {
    title: 'Taking you on',
    to: (host) => `You are being taken to ${host}.`,
    hint: 'If the page does not change by itself, choose “Continue”.',
  },
  problem: {
    whatToDo: 'What you can do',
    reference: 'For support',
    referenceHint: 'If you contact support, quote the two codes below. They contain no personal information about you.',
    code: 'Error code',
    traceId: 'Trace id',
    home: 'Go to the home page',
    retryAfter,
    tooManyLookUps: (seconds) => `There were too many wrong look-ups in a short time. ${retryAfter(seconds)}`,
  },
} satisfies Shape<typeof vi>;
