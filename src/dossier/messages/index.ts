import type { Messages } from '#shared/texts';
import { en, problemsEn } from './en.ts';
import { problemsVi, vi } from './vi.ts';

/** Texts of the dossier service; templates read them as `t.dossier`, problem pages as `t.problems`. */
export const messages = { vi: { dossier: vi, problems: problemsVi }, en: { dossier: en, problems: problemsEn } } satisfies Messages<object>;
