import { messages as catalogue } from '../../../src/catalogue/messages/index.ts';
import { messages as dossier } from '../../../src/dossier/messages.ts';
import { messages as payment } from '../../../src/payment/messages.ts';
import { messages as bank } from '../../../src/sandbox/bank/messages/index.ts';
import { languages, type Language } from '#shared/texts';

/** How a person may meet a service: in both languages, in a browser with scripts or without. */
export interface Combination {
  readonly language: Language;
  readonly scripts: 'with' | 'without';
  /** What the person's browser context is opened with. */
  readonly browser: { readonly language: Language; readonly javaScriptEnabled: boolean };
}

/** Every combination; for `test.each`, whose title may name `$language` and `$scripts`. */
export const combinations: readonly Combination[] = languages.flatMap((language) =>
  (['with', 'without'] as const).map((scripts) => ({
    language,
    scripts,
    browser: { language, javaScriptEnabled: scripts === 'with' },
  })),
);

/** The texts of the services and of the simulated bank, as a person of this language reads them. */
export const textsIn = (language: Language) => ({
  ...catalogue[language],
  dossier: dossier[language].dossier,
  payment: payment[language].payment,
  ...bank[language],
});
