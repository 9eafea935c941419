import type { Messages } from '#shared/texts';
import { en } from './messages-en.ts';
import { vi } from './messages-vi.ts';

export const messages = { vi, en } satisfies Messages<object>;
