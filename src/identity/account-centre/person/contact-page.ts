import { page } from '#shared/view';
import { sampleFrame, type Frame } from '#identity/account-centre/gate';
import { messages } from './messages/index.ts';

/** Asks for the new number or address. */
export interface ContactModel extends Frame {
  readonly what: 'phone' | 'email' | 'lostPhone';
  readonly value: string;
  readonly action: string;
  /** Days that the change waits; null when it is made at once. */
  readonly waits: number | null;
}

const texts = messages.vi.contact;

export const contactPage = page<ContactModel>('identity/account/contact', {
  phone: { ...sampleFrame('profile'), what: 'phone', action: '/account/profile/phone', value: '', waits: null },
  'wrong phone': {
    ...sampleFrame('profile'),
    what: 'phone',
    action: '/account/profile/phone',
    value: '12',
    waits: null,
    errors: [{ field: 'phone', message: texts.phone.invalid }],
  },
  'lost phone': { ...sampleFrame('profile'), what: 'lostPhone', action: '/account/profile/phone/lost', value: '', waits: 7 },
  'e-mail': { ...sampleFrame('profile'), what: 'email', action: '/account/profile/email', value: '', waits: null },
  'wrong e-mail': {
    ...sampleFrame('profile'),
    what: 'email',
    action: '/account/profile/email',
    value: 'mau',
    waits: null,
    errors: [{ field: 'email', message: texts.email.invalid }],
  },
});

/** Asks for the code that was sent there. */
export interface ContactCodeModel extends Frame {
  readonly what: 'phone' | 'email' | 'lostPhone';
  readonly action: string;
  /** As the person typed it; the code is bound to it, so a changed value only makes the code wrong. */
  readonly value: string;
}

export const contactCodePage = page<ContactCodeModel>('identity/account/contact-code', {
  phone: { ...sampleFrame('profile'), what: 'phone', action: '/account/profile/phone', value: '+84912345678' },
  'wrong code': {
    ...sampleFrame('profile'),
    what: 'phone',
    action: '/account/profile/phone',
    value: '+84912345678',
    errors: [{ field: 'code', message: texts.wrong }],
  },
  'e-mail': { ...sampleFrame('profile'), what: 'email', action: '/account/profile/email', value: 'mau@example.com' },
});
