import type { Messages } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Texts of the simulated bank; templates read them as `t.bank`. */
export const messages = { vi: { bank: vi }, en: { bank: en } } satisfies Messages<object>;
