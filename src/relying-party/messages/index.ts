import type { Messages } from '#shared/texts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** Texts of the kit's pages; a module merges them with its own for `createView`. */
export const relyingPartyMessages = { vi: { relyingParty: vi }, en: { relyingParty: en } } satisfies Messages<object>;
