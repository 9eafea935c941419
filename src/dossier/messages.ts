import { documentMessages } from '#dossier/documents';
import { filingMessages } from '#dossier/filing';
import { officeMessages } from '#dossier/office';
import { ownerMessages } from '#dossier/owner';
import { problemMessages } from '#dossier/problems';
import { readingMessages } from '#dossier/reading';
import { recordMessages } from '#dossier/record';
import type { Messages } from '#shared/texts';
import { en } from './messages-en.ts';
import { vi } from './messages-vi.ts';

/** Texts of the dossier service, each room's own put together; templates read them as `t.dossier`, problem pages as `t.problems`. */
export const messages = {
  vi: {
    dossier: {
      ...vi,
      ...recordMessages.vi,
      ...documentMessages.vi,
      ...filingMessages.vi,
      ...readingMessages.vi,
      ...ownerMessages.vi,
      ...officeMessages.vi,
    },
    problems: problemMessages.vi,
  },
  en: {
    dossier: {
      ...en,
      ...recordMessages.en,
      ...documentMessages.en,
      ...filingMessages.en,
      ...readingMessages.en,
      ...ownerMessages.en,
      ...officeMessages.en,
    },
    problems: problemMessages.en,
  },
} satisfies Messages<object>;
