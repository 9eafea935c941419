import type { Step } from './decide-step.ts';

/** Below `/sign-in/<uid>`. Two steps share a page where the person would not notice the difference. */
const addresses: Readonly<Record<Exclude<Step['at'], 'done'>, string>> = {
  credentials: '',
  confirm: '',
  'second-factor': '/code',
  blocked: '/blocked',
  unreachable: '/level',
  'register-person': '/register',
  'register-phone': '/register/phone',
  'register-code': '/register/phone',
  'register-credential': '/register/credential',
  'recover-start': '/help',
  'recover-code': '/help/code',
  'recover-proof': '/help/proof',
  'recover-password': '/help/password',
  'recover-in-person': '/help/in-person',
  consent: '/consent',
};

/** Everything of one interaction lives below this path, which is also the path of its cookie. */
export const baseOf = (uid: string): string => `/sign-in/${uid}`;

/** The page of a step. */
export const addressOf = (uid: string, at: Exclude<Step['at'], 'done'>): string => baseOf(uid) + addresses[at];
