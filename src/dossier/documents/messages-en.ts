import type { Shape } from '#shared/texts';
import type { vi } from './messages-vi.ts';

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const fileTypes: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPEG picture',
  'image/png': 'PNG picture',
  'application/pdf': 'PDF file',
};

export const en = {
  document: {
    kinds: (accept: readonly string[], megabytes: number) =>
      `${either.format(accept.map((type) => fileTypes[type] ?? type))}, ${String(megabytes)} MB at most`,
    send: 'Upload',
    faults: {
      'nothing-chosen': 'Choose a file',
      empty: 'The file is empty. Choose another',
      'too-large': 'The file is too large. Choose a smaller one',
      'wrong-type': 'This kind of file is not accepted here. Choose one of the kinds described',
      corrupt: 'The file is damaged or did not arrive whole. Upload it again',
    },
  },
} satisfies Shape<typeof vi>;
