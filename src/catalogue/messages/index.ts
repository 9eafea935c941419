import type { Messages } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Texts of the catalogue; templates read them as `t.catalogue`. */
export const messages = { vi: { catalogue: vi }, en: { catalogue: en } } satisfies Messages<object>;
