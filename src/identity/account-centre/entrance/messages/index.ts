import type { Messages, Shape } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

export type EntranceMessages = Shape<typeof vi>;
export const messages: Messages<EntranceMessages> = { vi, en };
