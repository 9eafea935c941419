import { shownDate, splitDate, type TypedDate } from './date.ts';
import type { FormDefinition, FormField, FormProperty, FormValues } from './definition.ts';
import type { FormError } from './validate.ts';
import { requiredNames } from './validate.ts';

/** One field as `views/parts/dynamic-form.njk` draws it, in one language. */
export interface FieldView {
  readonly name: string;
  readonly widget: FormField['widget'];
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly required: boolean;
  /** The answers to other questions that make it required, where it is not always; any of them does. */
  readonly requiredWhen: readonly { readonly question: string; readonly answer: string }[];
  readonly value: string;
  /** The value of a date, for its three boxes. */
  readonly date: TypedDate | undefined;
  readonly items: readonly { readonly value: string; readonly text: string }[];
  readonly maxlength: number | undefined;
  readonly autocomplete: string | undefined;
  /** The value came from the person's account; a note says so. */
  readonly prefilled: boolean;
}

/** The view model of a form; put it into a page's model as `form` and give it to the macro `dynamicForm`. */
export interface FormView {
  readonly version: number;
  readonly sections: readonly { readonly title: string; readonly fields: readonly FieldView[] }[];
  /** The definition for the browser's own check, as JSON. */
  readonly definition: string;
  readonly today: string;
}

type Language = 'vi' | 'en';

const said = { vi: { yes: 'Có', no: 'Không' }, en: { yes: 'Yes', no: 'No' } } as const;

/** An answer as a person says it: the option's words, yes or no, a day with two digits each. */
function sayAnswer(field: FormField | undefined, value: string | number | boolean, language: Language): string {
  if (typeof value === 'boolean') return value ? said[language].yes : said[language].no;
  const option = field?.options?.find((each) => each.value === value)?.label[language];
  return option ?? (field?.widget === 'date' ? shownDate(String(value)) : String(value));
}

/** What `allOf` says of a field, in words. It does not depend on the answers so far: they may still be changed on the page. */
function conditionsOf({ schema, presentation }: FormDefinition, name: string, language: Language): FieldView['requiredWhen'] {
  if (schema.required.includes(name)) return [];
  const fields = presentation.flatMap((section) => section.fields);
  return (schema.allOf ?? [])
    .filter(({ then }) => then.required.includes(name))
    .flatMap(({ if: test }) =>
      Object.entries(test.properties).map(([asked, { const: wanted }]) => {
        const question = fields.find((field) => field.name === asked);
        return { question: question?.label[language] ?? asked, answer: sayAnswer(question, wanted, language) };
      }),
    );
}

const autocompletes: Readonly<Record<string, string>> = {
  name: 'name',
  phone_number: 'tel',
  email: 'email',
  address: 'street-address',
};

/**
 * Makes the view model. `errors` are those of `validateForm`; `prefilled` names the fields whose values came from the
 * account and were not changed.
 */
export function formView(
  definition: FormDefinition,
  about: {
    readonly values: FormValues;
    readonly language: Language;
    readonly today: string;
    readonly errors?: readonly FormError[];
    readonly prefilled?: ReadonlySet<string>;
  },
): FormView {
  const required = requiredNames(definition, about.values);
  const one = (field: FormField): FieldView => {
    const rule: FormProperty | undefined = definition.schema.properties[field.name];
    const value = String(about.values[field.name] ?? '');
    return {
      name: field.name,
      widget: field.widget,
      label: field.label[about.language],
      hint: field.hint?.[about.language],
      error: about.errors?.find((error) => error.field === field.name)?.message[about.language],
      required: required.has(field.name) || (rule?.type === 'boolean' && rule.const === true),
      requiredWhen: conditionsOf(definition, field.name, about.language),
      value,
      date: field.widget === 'date' ? splitDate(value) : undefined,
      items: (field.options ?? []).map((option) => ({ value: option.value, text: option.label[about.language] })),
      maxlength: rule?.type === 'string' && rule.enum === undefined ? rule.maxLength : undefined,
      autocomplete: field.prefill === undefined ? undefined : autocompletes[field.prefill],
      prefilled: about.prefilled?.has(field.name) === true,
    };
  };
  return {
    version: definition.version,
    sections: definition.presentation.map((section) => ({ title: section.section[about.language], fields: section.fields.map(one) })),
    definition: JSON.stringify(definition),
    today: about.today,
  };
}

/** The errors as a page's `model.errors` lists them: a link of the summary leads to the first box of a date. */
export function formErrors(
  definition: FormDefinition,
  errors: readonly FormError[],
  language: Language,
): { field: string; message: string }[] {
  const dates = new Set(
    definition.presentation.flatMap(({ fields }) => fields.filter(({ widget }) => widget === 'date').map(({ name }) => name)),
  );
  const known = new Set(Object.keys(definition.schema.properties));
  return errors.map((error) => ({
    field: !known.has(error.field) ? '' : dates.has(error.field) ? `${error.field}-day` : error.field,
    message: error.message[language],
  }));
}

/** The answers for a summary to read before sending: label and value as a person says them. */
export function formSummary(
  definition: FormDefinition,
  values: FormValues,
  language: Language,
): { name: string; label: string; value: string }[] {
  return definition.presentation.flatMap(({ fields }) =>
    fields.flatMap((field) => {
      const value = values[field.name];
      if (value === undefined) return [];
      return [{ name: field.name, label: field.label[language], value: sayAnswer(field, value, language) }];
    }),
  );
}
