import { page } from '#shared/view';
import { sampleFrame, type Frame } from '#identity/account-centre/gate';
import { messages } from './messages/index.ts';

/** Asks for the new number or address. */
export interface ContactModel extends Frame {
  readonly what: 'phone' | 'email';
  readonly value: string;
}

const texts = messages.vi.contact;

export const contactPage = page<ContactModel>('identity/account/contact', {
  phone: { ...sampleFrame('profile'), what: 'phone', value: '' },
  'wrong phone': { ...sampleFrame('profile'), what: 'phone', value: '12', errors: [{ field: 'phone', message: texts.phone.invalid }] },
  'e-mail': { ...sampleFrame('profile'), what: 'email', value: '' },
  'wrong e-mail': { ...sampleFrame('profile'), what: 'email', value: 'mau', errors: [{ field: 'email', message: texts.email.invalid }] },
});

/** Asks for the code that was sent there. */
export interface ContactCodeModel extends Frame {
  readonly what: 'phone' | 'email';
  /** As the person typed it; the code is bound to it, so a changed value only makes the code wrong. */
  readonly value: string;
}

export const contactCodePage = page<ContactCodeModel>('identity/account/contact-code', {
  phone: { ...sampleFrame('profile'), what: 'phone', value: '+84912345678' },
  'wrong code': { ...sampleFrame('profile'), what: 'phone', value: '+84912345678', errors: [{ field: 'code', message: texts.wrong }] },
  'e-mail': { ...sampleFrame('profile'), what: 'email', value: 'mau@example.com' },
});
