import { en } from './en.ts';
import type { Messages } from './language.ts';
import { vi } from './vi.ts';

/** Texts of the shared layout and parts; templates read them as `t.shared`. */
export const sharedMessages = { vi: { shared: vi }, en: { shared: en } } satisfies Messages<object>;

/** A module's texts with the shared ones beside them, as `createView` wants them. */
export function withShared<Texts extends object>(module: Messages<Texts>): Messages<Texts & (typeof sharedMessages)['vi' | 'en']> {
  return { vi: { ...sharedMessages.vi, ...module.vi }, en: { ...sharedMessages.en, ...module.en } };
}
