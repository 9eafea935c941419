import type { Messages, Shape } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

export type PersonMessages = Shape<typeof vi>;
export const messages: Messages<PersonMessages> = { vi, en };
