import { type FormDefinition, formSummary, type FormValues } from '#forms';
import type { Language } from '#shared/texts';

/** Answers as somebody reads them again. */
export interface ReadAnswers {
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  /** What the person declared by ticking a box that has to be ticked: sentences, no questions with an answer. */
  readonly declarations: readonly string[];
}

export function readAnswers(form: FormDefinition | null, values: FormValues, lang: Language): ReadAnswers {
  if (form === null) return { rows: [], declarations: [] };
  const declared = (name: string): boolean => {
    const property = form.schema.properties[name];
    return property?.type === 'boolean' && property.const === true;
  };
  const summary = formSummary(form, values, lang);
  return {
    rows: summary.filter(({ name }) => !declared(name)).map(({ label, value }) => ({ label, value })),
    declarations: summary.filter(({ name }) => declared(name) && values[name] === true).map(({ label }) => label),
  };
}
