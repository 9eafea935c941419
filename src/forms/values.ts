import { joinDate } from './date.ts';
import type { FormDefinition, FormField, FormProperty, FormValues } from './definition.ts';

/** Every field with its rule, in the order it is asked. */
export function fieldsOf(definition: FormDefinition): { readonly field: FormField; readonly rule: FormProperty }[] {
  return definition.presentation.flatMap((section) =>
    section.fields.flatMap((field) => {
      const rule = definition.schema.properties[field.name];
      return rule === undefined ? [] : [{ field, rule }];
    }),
  );
}

/**
 * A text as it is kept: NFC, no control characters, no blanks around it, and the spelling of numbers made one (blanks
 * and dots dropped from citizen and phone numbers, `+84` written `0`). Never changes what a correct value means.
 */
export function tidy(text: string, field: FormField): string {
  const lines = field.widget === 'textarea' || field.widget === 'address';
  const clean = text
    .normalize('NFC')
    .replaceAll('\r\n', '\n')
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what must go
    .replaceAll(lines ? /[\u0000-\u0009\u000b-\u001f\u007f]/g : /[\u0000-\u001f\u007f]/g, ' ')
    .trim();
  if (field.widget === 'citizen-number') return clean.replaceAll(/[\s.-]/g, '');
  if (field.widget === 'phone') return clean.replaceAll(/[\s.()-]/g, '').replace(/^(\+84|0084)/, '0');
  return lines ? clean : clean.replaceAll(/\s+/g, ' ');
}

/** One answer as its rule's type; text that is not of that type stays text, so that nothing typed is lost. */
function typed(text: string, field: FormField, rule: FormProperty): string | number | boolean {
  if (rule.type === 'boolean') return text === 'true';
  const clean = tidy(text, field);
  if (rule.type === 'integer' && /^-?\d{1,15}$/.test(clean)) return Number(clean);
  return clean;
}

/**
 * The answers in a submitted HTML form. A date comes as `name-day`, `name-month`, `name-year` (or as one `name`).
 * Names that are no fields (`_csrf`) are left out, and so are empty answers; nothing is judged here.
 */
export function formValues(definition: FormDefinition, submitted: Readonly<Record<string, string | undefined>>): FormValues {
  const values: Record<string, string | number | boolean> = {};
  for (const { field, rule } of fieldsOf(definition)) {
    const parts = {
      day: submitted[`${field.name}-day`] ?? '',
      month: submitted[`${field.name}-month`] ?? '',
      year: submitted[`${field.name}-year`] ?? '',
    };
    const text = submitted[field.name] ?? (field.widget === 'date' ? joinDate(parts) : '');
    if (text.trim() === '') continue;
    values[field.name] = typed(text, field, rule);
  }
  return values;
}

/**
 * What the state already knows, from OpenID Connect claims (Core 5.1 names, and `citizen_id`); only claims of the right
 * kind, never more than the form asks for.
 */
export function prefillValues(definition: FormDefinition, claims: Readonly<Record<string, unknown>>): FormValues {
  const address = claims['address'];
  const known: Readonly<Record<string, unknown>> = {
    ...claims,
    address: typeof address === 'object' && address !== null && 'formatted' in address ? address.formatted : address,
  };
  const values: Record<string, string | number | boolean> = {};
  for (const { field, rule } of fieldsOf(definition)) {
    const claim = field.prefill === undefined ? undefined : known[field.prefill];
    if (typeof claim !== 'string' || claim === '' || rule.type !== 'string') continue;
    if (rule.enum !== undefined && !rule.enum.includes(claim)) continue;
    values[field.name] = tidy(claim, field);
  }
  return values;
}
