import { page } from '#shared/view';
import type { RecoveryOffer } from '#identity/sign-in/flow';
import { sampleFrame, type Frame } from './frame.ts';
import { messages } from './messages/index.ts';

export interface HelpModel extends Frame {
  readonly identifier: string;
}

const texts = messages.vi;

export const helpPage = page<HelpModel>('identity/recover-start', {
  fresh: { ...sampleFrame, identifier: '' },
  empty: { ...sampleFrame, identifier: '', errors: [{ field: 'identifier', message: texts.recover.errors.identifierMissing }] },
});

export const recoverCodePage = page<Frame>('identity/recover-code', {
  fresh: sampleFrame,
  wrong: { ...sampleFrame, errors: [{ field: 'code', message: texts.register.errors.code }] },
});

export interface RecoverProofModel extends Frame {
  readonly method: RecoveryOffer;
  readonly otherMethods: readonly RecoveryOffer[];
  readonly birth: { readonly day: string; readonly month: string; readonly year: string };
}

const noBirth = { day: '', month: '', year: '' };

export const recoverProofPage = page<RecoverProofModel>('identity/recover-proof', {
  app: { ...sampleFrame, method: 'totp', otherMethods: ['recovery'], birth: noBirth },
  'recovery code': { ...sampleFrame, method: 'recovery', otherMethods: ['birth-date'], birth: noBirth },
  'wrong birth date': {
    ...sampleFrame,
    method: 'birth-date',
    otherMethods: [],
    birth: { day: '1', month: '1', year: '1990' },
    errors: [{ field: 'birth_day', message: texts.recover.errors.birthDate }],
  },
});

export interface RecoverPasswordModel extends Frame {
  readonly citizenNumber: string;
}

export const recoverPasswordPage = page<RecoverPasswordModel>('identity/recover-password', {
  fresh: { ...sampleFrame, citizenNumber: '001085000011' },
  weak: {
    ...sampleFrame,
    citizenNumber: '001085000011',
    errors: [{ field: 'password', message: texts.register.errors.password['too-short'] }],
  },
});

export const recoverInPersonPage = page<Frame>('identity/recover-in-person', { shown: sampleFrame });
