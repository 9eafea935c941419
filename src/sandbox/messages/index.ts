import { bankMessages } from '#sandbox/bank';
import type { Messages } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Texts of the sandbox; templates read them as `t.sandbox`, those of the bank as `t.bank`. */
export const messages = { vi: { sandbox: vi, ...bankMessages.vi }, en: { sandbox: en, ...bankMessages.en } } satisfies Messages<object>;
