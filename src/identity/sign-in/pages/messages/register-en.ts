import type { Shape } from '#shared/texts';
import type { registerVi } from './register-vi.ts';

export const registerEn = {
  register: {
    title: 'Create an account',
    lead: 'One account for every public service portal. It takes a few minutes.',
    citizenNumber: 'Citizen number',
    citizenNumberHint: 'The 12 digits on your identity card',
    name: 'Full name',
    nameHint: 'Exactly as on your identity card',
    birthDate: 'Date of birth',
    birthDateHint: 'For example: 17 2 1985',
    purposeTitle: 'What are these data used for?',
    purposes: [
      'Citizen number, name and date of birth: to know whose account this is, and to compare when it is verified.',
      'Phone number: to sign in, to send codes and to tell you what matters.',
      'Your data are encrypted when stored, and no portal receives them unless you sign in to it.',
    ],
    submit: 'Continue',
    haveAccount: 'I already have an account',
    phoneTitle: 'Your phone number',
    phone: 'Mobile phone number',
    phoneHint: 'For example: 0912 345 678. We will send a code to it.',
    sendCode: 'Send the code',
    codeTitle: 'Enter the code from the text message',
    codeSentTo: (phone) => `We sent a text message about this registration with ${phone}.`,
    noCodeTitle: 'No code?',
    noCode: [
      'The message can take a minute or two. One number gets only a few codes in 10 minutes.',
      'If you already have an account, no code is sent: we write to the phone number of that account instead. Choose “I already have an account”.',
    ],
    changePhone: 'Change the phone number',
    credentialTitle: 'Set up how you sign in',
    passkeyLead: 'A passkey is safer and faster than a password.',
    passkeyLater: 'A passkey is safer and faster than a password, but needs JavaScript; you can add one later in your account centre.',
    passkey: 'Create a passkey',
    passkeyHint: 'Next time your fingerprint, face or screen lock is enough.',
    passwordTitle: 'Or set a password',
    password: 'New password',
    passwordHint: 'At least 8 characters. A few unrelated words are good; do not use your name, birth date or phone number.',
    agreement: 'I have read what my data are used for and open this account of my own will',
    agreementHint:
      'You can see your data, and change your phone number and e-mail address, at any time in your account centre. Your name, date of birth and citizen number are corrected at a one-stop counter.',
    create: 'Create the account',
    errors: {
      citizenNumber: 'A citizen number has exactly 12 digits. Look at the front of your identity card.',
      name: 'Enter your full name as on your identity card',
      birthDate: 'Enter a real date of birth with day, month and year',
      country: 'We cannot send codes to numbers of this country yet. Enter a Vietnamese mobile number, such as 0912 345 678',
      phone: 'Enter a Vietnamese mobile number, such as 0912 345 678',
      codeMissing: 'Enter the code',
      code: 'The code is not right or no longer valid. Check it and enter it again, or have it sent again.',
      agreement: 'Tick the box to confirm that you open the account of your own will',
      passwordMissing: 'Enter a password',
      password: {
        'too-short': 'The password is too short. Use at least 8 characters.',
        'too-long': 'The password is too long. Use at most 128 characters.',
        common: 'This password is so common that it is easily guessed. Choose another.',
        personal: 'The password contains your personal data. Choose another.',
      },
    },
    /** By SMS to whoever has the number or the phone already. */
    alreadyRegistered:
      'Mot Cua: Somebody just tried to register with your citizen number or phone number. You already have an account. If it was not you, there is nothing to do.',
  },
} satisfies Shape<typeof registerVi>;
