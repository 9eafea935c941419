import { isDate } from './date.ts';
import type { FormDefinition, FormProperty, FormValues, Localised } from './definition.ts';
import { errorText, type FormErrorCode } from './texts.ts';
import { fieldsOf, tidy } from './values.ts';

/** One wrong answer; `field` is the field's name, `message` says in both languages what to do. */
export interface FormError {
  readonly field: string;
  readonly code: FormErrorCode;
  readonly message: Localised;
}

export interface FormResult {
  readonly ok: boolean;
  /** The answers as they are kept (tidied); complete and correct only when `ok`. */
  readonly values: FormValues;
  /** In the order of the form; at most one per field. */
  readonly errors: readonly FormError[];
}

const mobile = /^(03[2-9]|05[25689]|07[06-9]|08[1-9]|09[0-46-9])\d{7}$/;
const email = /^[^\s@<>()",;:\\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/i;

/**
 * Judges answers by one version of a form: the one rule for browser, server and API. Pure: no network, no clock (`today`
 * is the day in Vietnam, `YYYY-MM-DD`, that dates are compared with).
 */
export function validateForm(
  definition: FormDefinition,
  values: Readonly<Record<string, unknown>>,
  options: { readonly today: string },
): FormResult {
  const fields = fieldsOf(definition);
  // Without a prototype: a field may be called `constructor`, and then it is still not answered.
  const kept = Object.create(null) as Record<string, string | number | boolean>;
  const strange = new Set<string>();
  for (const { field } of fields) {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    const tidied = typeof value === 'string' ? tidy(value, field) : value;
    if (typeof tidied === 'boolean' || typeof tidied === 'number' || (typeof tidied === 'string' && tidied !== ''))
      kept[field.name] = tidied;
    // Anything else an API may send is kept out of `values` and judged below by its presence.
    else if (value !== undefined && value !== null && typeof value !== 'string') {
      kept[field.name] = '\ufffd';
      strange.add(field.name);
    }
  }
  const required = requiredNames(definition, kept);
  const errors: FormError[] = [];
  for (const { field, rule } of fields) {
    const code = strange.has(field.name)
      ? 'wrong-type'
      : judge(rule, kept[field.name], { required: required.has(field.name), today: options.today });
    if (code !== null) errors.push({ field: field.name, code, message: errorText(code, field, rule, options.today) });
  }
  const known = new Set(fields.map(({ field }) => field.name));
  for (const name of Object.keys(values)) {
    if (known.has(name)) continue;
    const shown = name.slice(0, 40);
    errors.push({
      field: shown,
      code: 'unknown-field',
      message: { vi: `Biểu mẫu không có mục “${shown}”`, en: `The form has no field “${shown}”` },
    });
  }
  return { ok: errors.length === 0, values: kept, errors };
}

/** The fields that must be answered, given the answers so far (JSON Schema `required`, and `allOf` of `if` and `then`). */
export function requiredNames(definition: FormDefinition, values: FormValues): ReadonlySet<string> {
  const names = new Set(definition.schema.required);
  for (const { if: test, then } of definition.schema.allOf ?? []) {
    const met =
      test.required.every((name) => values[name] !== undefined) &&
      Object.entries(test.properties).every(([name, { const: wanted }]) => values[name] === undefined || values[name] === wanted);
    if (met) for (const name of then.required) names.add(name);
  }
  return names;
}

function judge(
  rule: FormProperty,
  value: string | number | boolean | undefined,
  { required, today }: { readonly required: boolean; readonly today: string },
): FormErrorCode | null {
  if (rule.type === 'boolean') {
    if (value === undefined ? required : rule.const === true && value !== true) return 'must-agree';
    return value === undefined || typeof value === 'boolean' ? null : 'wrong-type';
  }
  if (value === undefined) return required ? 'required' : null;
  if (rule.type === 'integer') {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'number';
    return value < rule.minimum ? 'minimum' : value > rule.maximum ? 'maximum' : null;
  }
  if (typeof value !== 'string') return 'wrong-type';
  return judgeText(rule, value, today);
}

function judgeText(rule: FormProperty & { type: 'string' }, value: string, today: string): FormErrorCode | null {
  const length = [...value].length;
  // As in JSON Schema everything a rule says counts; what helps most is said first.
  if (rule.enum?.includes(value) === false) return 'not-an-option';
  const day = rule.format === 'date' ? judgeDate(rule, value, today) : null;
  if (day !== null) return day;
  if (length > rule.maxLength) return 'too-long';
  if (rule.format === 'email' && !email.test(value)) return 'email';
  if (rule.format === 'phone' && !mobile.test(value)) return 'phone';
  if (rule.format === 'citizen-number' && !/^\d{12}$/.test(value)) return 'citizen-number';
  if (rule.minLength !== undefined && length < rule.minLength) return 'too-short';
  // A pattern is anchored by whoever writes it, as JSON Schema has it; `u` as the specification recommends.
  return rule.pattern === undefined || new RegExp(rule.pattern, 'u').test(value) ? null : 'pattern';
}

function judgeDate(rule: FormProperty & { type: 'string' }, value: string, today: string): FormErrorCode | null {
  if (!isDate(value)) return 'date';
  const bound = (day: string | undefined): string | undefined => (day === 'today' ? today : day);
  const earliest = bound(rule['x-not-before']);
  const latest = bound(rule['x-not-after']);
  if (earliest !== undefined && value < earliest) return 'too-early';
  return latest !== undefined && value > latest ? 'too-late' : null;
}
