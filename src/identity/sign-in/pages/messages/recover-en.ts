import type { Shape } from '#shared/texts';
import type { recoverVi } from './recover-vi.ts';

export const recoverEn = {
  recover: {
    title: 'Cannot sign in',
    lead: 'Set a new password with your registered phone. If you have a passkey, you need no password.',
    identifier: 'Citizen number or phone number',
    identifierHint: 'Of the account you want to get back',
    submit: 'Send a code',
    otherTitle: 'Other cases',
    other: [
      'Lost phone: use a recovery code at the code step after your password.',
      'New phone number and no recovery codes: take your identity card to a one-stop counter.',
    ],
    backToSignIn: 'Back to sign in',
    codeTitle: 'Enter the code from the text message',
    codeLead: 'If this matches an account, we have sent a code to the confirmed phone number of that account.',
    proofTitle: 'One more confirmation',
    proofLead: 'The code by text message is not enough to get this account back.',
    useTotp: 'Authenticator app',
    useRecovery: 'Recovery code',
    useBirthDate: 'Date of birth',
    birthDate: 'Your date of birth',
    passwordTitle: 'Set a new password',
    passwordLead: 'Your other sessions will end.',
    save: 'Save the password and sign in',
    inPersonTitle: 'We need to see you in person',
    inPerson:
      'To protect you, this account cannot be recovered by phone alone. If you have a passkey, sign in with it. Otherwise take your identity card to the nearest one-stop counter.',
    errors: {
      identifierMissing: 'Enter your citizen number or phone number',
      birthDate: 'The date of birth is not right',
    },
    /** By SMS when the password has been set anew. */
    passwordReset:
      'Mot Cua: The password of your account was just reset and other sessions were ended. If it was not you, contact a one-stop counter now.',
  },
} satisfies Shape<typeof recoverVi>;
