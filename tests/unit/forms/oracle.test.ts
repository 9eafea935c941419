import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDefinition, validateForm, type FormDefinition, type FormProperty } from '#forms';

/**
 * Our judge against ajv. A definition's `schema` is JSON Schema as it stands; ajv is told only what the standard leaves to others:
 * our formats and the bounds of a date, written here once more and differently.
 *
 * Ajv judges the answers as they are kept, since tidying (blanks, NFC, `+84`) and leaving out what is empty or null come before
 * any judging and cannot be said in JSON Schema.
 */
const today = '2026-03-01';

const mobilePrefixes = new Set(
  '032 033 034 035 036 037 038 039 052 055 056 058 059 070 076 077 078 079 081 082 083 084 085 086 087 088 089 090 091 092 093 094 096 097 098 099'.split(
    ' ',
  ),
);
const digits = (text: string, count: number): boolean => text.length === count && [...text].every((one) => one >= '0' && one <= '9');
function isDay(text: string): boolean {
  const [year = '', month = '', day = '', ...more] = text.split('-');
  if (more.length > 0 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2)) return false;
  if (Number(year) < 1800 || Number(year) > 2200) return false;
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return made.toISOString().slice(0, 10) === text;
}
function isMail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, labels] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1).split('.')];
  if (local === '' || local.length > 64 || /\s/.test(local) || [...local].some((one) => '@<>()",;:\\[]'.includes(one))) return false;
  const fine = (label: string): boolean =>
    label !== '' && label.length <= 63 && /^[a-z0-9-]*$/i.test(label) && !label.startsWith('-') && !label.endsWith('-');
  return labels.length >= 2 && labels.slice(0, -1).every(fine) && /^[a-z][a-z0-9-]{0,62}$/i.test(labels.at(-1) ?? '');
}
const bound = (day: string): string => (day === 'today' ? today : day);

function createOracle(): Ajv2020 {
  return new Ajv2020({
    allErrors: true,
    // `checkDefinition` has looked at it.
    validateSchema: false,
    addUsedSchema: false,
    strictTypes: false,
    strictRequired: false,
    // A field may be called `constructor`.
    ownProperties: true,
    formats: {
      date: isDay,
      email: isMail,
      phone: (text: string) => digits(text, 10) && mobilePrefixes.has(text.slice(0, 3)),
      'citizen-number': (text: string) => digits(text, 12),
    },
    keywords: [
      { keyword: 'x-not-before', type: 'string', validate: (day: string, text: string) => text >= bound(day) },
      { keyword: 'x-not-after', type: 'string', validate: (day: string, text: string) => text <= bound(day) },
    ],
  });
}

/** The fields that an error is about; what `if` says itself is said by its `then` too. */
const fieldOf = ({ keyword, instancePath, params }: ErrorObject): string[] => {
  if (keyword === 'if') return [];
  if (keyword === 'required') return [String(params['missingProperty'])];
  return [keyword === 'additionalProperties' ? String(params['additionalProperty']) : instancePath.slice(1)];
};

const words = { vi: 'Nhãn', en: 'Label' };
const names = ['a', 'b', 'c', 'd', 'constructor', 'toString'];
const length = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 })).map(([min, more]) => ({ min, max: min + more }));
const pattern = fc.constantFrom('^[A-Z]{2}\\d+$', '^\\p{L}+$', 'x', '^\\d{4}(-|/)\\d{2}', '^.{3}$');
const day = fc.oneof(
  fc.date({ min: new Date('1895-01-01'), max: new Date('2110-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom(today, '2026-02-28', '2026-03-02', '2000-02-29', '1800-01-01', '2200-12-31'),
);
const maybe = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: value.map((one) => ({ [key]: one })) });
const text = (
  widget: string,
  more: fc.Arbitrary<object>,
  { max = 40 }: { max?: number } = {},
): fc.Arbitrary<{ widget: string; rule: FormProperty }> =>
  fc
    .tuple(
      more,
      fc.oneof({ weight: 8, arbitrary: fc.constant(max) }, { weight: 1, arbitrary: length.map((each) => each.max) }),
      maybe('pattern', pattern),
      maybe('minLength', fc.integer({ min: 1, max: 12 })),
    )
    .map(([extra, maxLength, shaped, least]) => ({
      widget,
      rule: { type: 'string', maxLength, ...shaped, ...least, ...extra } as FormProperty,
    }));
const options = fc.uniqueArray(fc.constantFrom('nam', 'nữ', 'AB12', '2026-01', 'x', 'một lựa chọn dài'), { minLength: 1 });
const property = fc.oneof(
  text('text', fc.constant({})),
  text('textarea', fc.constant({})),
  text(
    'select',
    options.map((values) => ({ enum: values })),
  ),
  text('email', fc.constant({ format: 'email' })),
  text('phone', fc.constant({ format: 'phone' })),
  text('citizen-number', fc.constant({ format: 'citizen-number' })),
  text(
    'date',
    fc
      .tuple(maybe('x-not-before', fc.oneof(day, fc.constant('today'))), maybe('x-not-after', fc.oneof(day, fc.constant('today'))))
      .map(([before, after]) => ({ format: 'date', ...before, ...after })),
  ),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(60))
    .map(([minimum, more]) => ({ widget: 'text', rule: { type: 'integer', minimum, maximum: minimum + more } as FormProperty })),
  maybe('const', fc.constant(true)).map((agreed) => ({ widget: 'checkbox', rule: { type: 'boolean', ...agreed } as FormProperty })),
);
const answer = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 25 }) },
  { weight: 3, arbitrary: fc.constantFrom('nam', 'nữ', 'AB12', '2026-01', 'x', 'một lựa chọn dài', 'abc', ' AB12 ', '', '  ', '\ufffd') },
  { weight: 3, arbitrary: day },
  fc
    .tuple(fc.integer({ min: 1799, max: 2201 }), fc.nat(14), fc.nat(33))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-')),
  { weight: 2, arbitrary: fc.oneof(fc.emailAddress(), fc.constantFrom('a@b', 'a@b.c', 'á@b.vn', 'a@-b.vn', 'a b@c.vn', 'a@b.1n')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 29, max: 100 }), fc.nat(9), fc.nat(9_999_999))
      .map(([a, b, rest]) => `0${String(a)}${String(b)}${String(rest)}`.slice(0, 10)),
  },
  fc.constantFrom('+84912345678', '0912 345 678', '001090009999', '001 090 009 999', '00109000999x'),
  { weight: 2, arbitrary: fc.integer({ min: -60, max: 120 }) },
  fc.oneof(fc.double(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}), fc.constant(['x'])),
);

const form = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...names), property), { minLength: 1, maxLength: 6, selector: ([name]) => name }),
    fc.array(fc.nat(5), { maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(5), answer), { maxLength: 3 }),
  )
  .map(([asked, required, conditions]): FormDefinition => {
    const nth = (n: number): string => asked[n % asked.length]?.[0] ?? '';
    const isConst = (value: unknown): value is string | boolean | number =>
      typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
    return {
      version: 1,
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: Object.fromEntries(asked.map(([name, { rule }]) => [name, rule])),
        required: [...new Set(required.map(nth))],
        additionalProperties: false,
        ...(conditions.length === 0
          ? {}
          : {
              allOf: conditions.map(([asks, wants, value]) => ({
                if: { properties: { [nth(asks)]: { const: isConst(value) ? value : 'x' } }, required: [nth(asks)] },
                then: { required: [nth(wants)] },
              })),
            }),
      },
      presentation: [
        {
          section: words,
          fields: asked.map(([name, { widget, rule }]) => ({
            name,
            label: words,
            widget: widget as 'text',
            ...(rule.type === 'string' && rule.enum !== undefined ? { options: rule.enum.map((value) => ({ value, label: words })) } : {}),
          })),
        },
      ],
    };
  });

function fitting(rule: FormProperty | undefined, widget: string): unknown {
  if (rule?.type === 'integer') return rule.maximum;
  if (rule?.type === 'boolean') return true;
  const usual: Record<string, string> = { date: today, email: 'a@b.vn', phone: '0912345678', 'citizen-number': '001090009999' };
  return rule?.enum?.[0] ?? usual[widget] ?? 'x';
}

test('the judge finds fault with the same fields as ajv, whatever the form and the answers', () => {
  const oracle = createOracle();
  const seen = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(
      form,
      fc.array(answer, { minLength: 6, maxLength: 6 }),
      fc.array(fc.constantFrom(...names, 'other'), { maxLength: 7 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 7 }),
      (definition, given, answered, luck) => {
        // A form nobody may publish is none to judge by.
        fc.pre(checkDefinition(definition).length === 0);
        const answers = Object.fromEntries(answered.map((name, n) => [name, given[n % given.length]]));
        // Most fields get an answer of their own kind, so that forms are met that are right.
        for (const [n, { name, widget }] of (definition.presentation[0]?.fields ?? []).entries())
          if ((luck[n] ?? 0) > 1) answers[name] = fitting(definition.schema.properties[name], widget);
        if ((luck[6] ?? 0) > 1) delete answers['other'];
        const { errors, values } = validateForm(definition, answers, { today });
        const kept = Object.entries(answers).flatMap(([name, value]): [string, unknown][] => {
          if (!Object.hasOwn(definition.schema.properties, name)) return [[name, value]];
          const strange = typeof value === 'object' && value !== null;
          return strange ? [[name, value]] : Object.hasOwn(values, name) ? [[name, values[name]]] : [];
        });
        const judge = oracle.compile(definition.schema);
        judge(Object.fromEntries(kept));
        const theirs = new Set((judge.errors ?? []).flatMap(fieldOf));
        seen[theirs.size === 0 ? 'right' : 'wrong'] += 1;
        expect(new Set(errors.map(({ field }) => field))).toEqual(theirs);
      },
    ),
    { numRuns: 200 },
  );
  // Both verdicts were met often enough to mean something.
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(10);
});
