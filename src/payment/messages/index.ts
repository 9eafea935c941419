import type { Messages } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Texts of the payment service; templates read them as `t.payment`, the problem page as `t.problems`. */
export const messages = {
  vi: { payment: vi.payment, problems: vi.problems },
  en: { payment: en.payment, problems: en.problems },
} satisfies Messages<object>;
