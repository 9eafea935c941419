import { page } from '#shared/view';
import { sampleFrame, type Frame } from './frame.ts';
import { messages } from './messages/index.ts';

export interface PersonModel extends Frame {
  readonly citizenNumber: string;
  readonly name: string;
  readonly birth: { readonly day: string; readonly month: string; readonly year: string };
}

const errors = messages.vi.register.errors;

export const personPage = page<PersonModel>('identity/register-person', {
  fresh: { ...sampleFrame, citizenNumber: '', name: '', birth: { day: '', month: '', year: '' } },
  'everything wrong': {
    ...sampleFrame,
    citizenNumber: '123',
    name: '',
    birth: { day: '31', month: '2', year: '1985' },
    errors: [
      { field: 'citizen_number', message: errors.citizenNumber },
      { field: 'name', message: errors.name },
      { field: 'birth_day', message: errors.birthDate },
    ],
  },
});

export interface PhoneModel extends Frame {
  readonly phone: string;
  /** The code has been sent, as far as anybody is told. */
  readonly sent: boolean;
  readonly resend: { readonly wait: number } | 'no-more' | null;
}

export const phonePage = page<PhoneModel>('identity/register-phone', {
  fresh: { ...sampleFrame, phone: '', sent: false, resend: null },
  'wrong number': { ...sampleFrame, phone: '12', sent: false, resend: null, errors: [{ field: 'phone', message: errors.phone }] },
  'code sent': { ...sampleFrame, phone: '0912 345 678', sent: true, resend: { wait: 50 } },
  'wrong code': { ...sampleFrame, phone: '0912 345 678', sent: true, resend: null, errors: [{ field: 'code', message: errors.code }] },
});

export interface CredentialModel extends Frame {
  /** For password managers: the number the person will sign in with. */
  readonly citizenNumber: string;
  readonly agreed: boolean;
  readonly sharedComputer: boolean;
}

export const credentialPage = page<CredentialModel>('identity/register-credential', {
  fresh: { ...sampleFrame, citizenNumber: '001085000011', agreed: false, sharedComputer: false },
  'weak password': {
    ...sampleFrame,
    citizenNumber: '001085000011',
    agreed: true,
    sharedComputer: true,
    errors: [{ field: 'password', message: errors.password.common }],
  },
  'not agreed': {
    ...sampleFrame,
    citizenNumber: '001085000011',
    agreed: false,
    sharedComputer: false,
    errors: [{ field: 'agreement', message: errors.agreement }],
  },
});
