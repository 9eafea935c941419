/**
 * Values that templates compute for govuk-frontend's macros. Nunjucks macros can only return text, so what must be an
 * object is made here and offered to templates under the same name.
 */

/** One failed field as a page's model lists it; `field` is the id of the input, `message` the sentence to show. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

interface Field {
  readonly name: string;
  /** Of the input, where several forms of a page have a field of that name. */
  readonly id?: string;
  readonly label?: string;
  readonly hint?: string;
  readonly error?: string;
  /** The label is the page's only heading. */
  readonly heading?: boolean;
  readonly width?: number | string;
  readonly classes?: string;
}

interface Choice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
  readonly conditional?: unknown;
  readonly divider?: string;
}

interface Row {
  readonly key: string;
  readonly value?: string;
  /** Markup a template captured with `{% set %}`; never anything a person typed. */
  readonly html?: unknown;
  readonly href?: string;
  readonly changeText?: string;
  readonly hiddenText?: string;
}

interface Catalogue {
  readonly known: Readonly<Record<string, object>>;
  readonly otherwise: { readonly refused: object; readonly failed: object };
}

const headingClass = (field: Field, block: string): string => `${block}--${field.heading === true ? 'l' : 's'}`;

export const macroValues = {
  labelOf: (field: Field) => ({ text: field.label, classes: headingClass(field, 'govuk-label'), isPageHeading: field.heading === true }),

  legendOf: (field: Field) => ({
    text: field.label,
    classes: headingClass(field, 'govuk-fieldset__legend'),
    isPageHeading: field.heading === true,
  }),

  hintOf: (field: Field) => (field.hint === undefined || field.hint === '' ? undefined : { text: field.hint }),

  /** The field's own error, or the first of the page's errors that names its id. */
  errorMessage(field: Field, errors: readonly FieldError[] | undefined, prefix: string) {
    const text = field.error ?? errors?.find((error) => error.field === (field.id ?? field.name))?.message;
    return text === undefined || text === '' ? undefined : { text, visuallyHiddenText: prefix };
  },

  summaryItems: (errors: readonly FieldError[]) =>
    errors.map((error) => (error.field === '' ? { text: error.message } : { text: error.message, href: `#${error.field}` })),

  choices: (items: readonly Choice[]) =>
    items.map((item) => ({
      ...item,
      hint: item.hint === undefined ? undefined : { text: item.hint },
      conditional: item.conditional === undefined ? undefined : { html: item.conditional },
    })),

  widthClass: (field: Field) =>
    [field.classes ?? '', field.width === undefined || field.width === 'full' ? '' : `govuk-input--width-${String(field.width)}`]
      .join(' ')
      .trim(),

  /** Rows of a key-value list; `href` adds a link to change the value, whose hidden words say which one. */
  summaryRows: (rows: readonly Row[], change: string) =>
    rows.map((row) => ({
      key: { text: row.key },
      value: row.html === undefined ? { text: row.value } : { html: row.html },
      actions:
        row.href === undefined
          ? undefined
          : {
              items: [
                { href: row.href, text: row.changeText ?? change, visuallyHiddenText: row.hiddenText ?? row.key.toLocaleLowerCase('vi') },
              ],
            },
    })),

  /** The texts for a problem's code: the module's own, else the shared ones, else by who has to act. */
  problemTexts: (code: string, status: number, shared: Catalogue, own: Catalogue['known'] | undefined) =>
    own?.[code] ?? shared.known[code] ?? (status >= 500 ? shared.otherwise.failed : shared.otherwise.refused),

  /** The first letter of the given name, which a Vietnamese name ends with. */
  initialOf: (name: string) => [...(name.trim().split(/\s+/).at(-1) ?? '')][0]?.toLocaleUpperCase('vi') ?? '',

  inLanguage,
};

/**
 * The same path and query with `lang` set, so that choosing a language loses nothing. The result always stays on
 * this origin: a path that browsers would read as another host (`//host`, `/\\host`) keeps one slash.
 */
export function inLanguage(here: string, language: string): string {
  const mark = here.indexOf('?');
  const path = mark < 0 ? here : here.slice(0, mark);
  const parameters = new URLSearchParams(mark < 0 ? '' : here.slice(mark + 1));
  parameters.set('lang', language);
  return `/${path.replace(/^[/\\]+/, '')}?${parameters.toString()}`;
}
