import type { Messages, Shape } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

export type RecordsMessages = Shape<typeof vi>;
export const messages: Messages<RecordsMessages> = { vi, en };
