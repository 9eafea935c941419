import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDefinition,
  formDefinition,
  formErrors,
  formSummary,
  formValues,
  formView,
  isDate,
  joinDate,
  prefillValues,
  splitDate,
  validateForm,
  type FormDefinition,
} from '#forms';

const items = (file: string): { code: string; version: number; form: unknown }[] =>
  (JSON.parse(readFileSync(new URL(`../../../data/catalogue/${file}`, import.meta.url), 'utf8')) as { items: [] }).items;
const licence = formDefinition.parse(items('procedures-driving-licences.json').findLast(({ code }) => code === '3.000347')?.form);
const birth = formDefinition.parse(items('procedures-civil-status.json').findLast(({ code }) => code === '1.001193')?.form);
const today = '2026-11-22';

const good = {
  fullName: 'Nguyễn Văn Thử',
  citizenNumber: '001190000022',
  birthDate: '1990-02-28',
  gender: 'male',
  phone: '0912345678',
  residence: 'Số 1 phố Thử, Hà Nội',
  licenceNumber: '012345678901',
  licenceClass: 'B',
  issuedOn: '2015-05-05',
  reason: 'expiring',
  delivery: 'counter',
  truth: true,
};
const codes = (values: Record<string, unknown>, definition: FormDefinition = licence): Record<string, string> =>
  Object.fromEntries(validateForm(definition, values, { today }).errors.map(({ field, code }) => [field, code]));

test('the forms of the catalogue are sound', () => {
  expect([checkDefinition(licence), checkDefinition(birth)]).toEqual([[], []]);
});

test('no form asks where the dossier goes: that is chosen once, before it begins', () => {
  const asked = [licence, birth].flatMap(({ presentation }) => presentation.flatMap(({ fields }) => fields.map(({ name }) => name)));
  expect(asked.filter((name) => /province|agency|office/i.test(name))).toEqual([]);
});

test('no hint repeats its label, nor the condition that its label names', () => {
  const folded = (text: string): string =>
    text
      .toLocaleLowerCase('vi')
      .replaceAll(/[^\p{L}\d]+/gu, ' ')
      .trim();
  for (const form of [licence, birth])
    for (const language of ['vi', 'en'] as const)
      for (const { label, hint, requiredWhen } of formView(form, { values: {}, language, today }).sections.flatMap(
        ({ fields }) => fields,
      )) {
        if (hint === undefined) continue;
        expect(folded(hint), label).not.toContain(folded(label));
        expect(folded(label), label).not.toContain(folded(hint));
        if (requiredWhen.length > 0) expect(hint, label).not.toMatch(/bắt buộc|chỉ ghi|cần khi|required|needed|only (when|if)/i);
      }
});

test('good answers pass, and are tidied', () => {
  const result = validateForm(
    licence,
    { ...good, fullName: '  Nguyễn   Văn Thử ', citizenNumber: '0011 9000 0022', phone: '+84 912.345.678' },
    { today },
  );
  expect(result.errors).toEqual([]);
  expect(result.values).toMatchObject({ fullName: 'Nguyễn Văn Thử', citizenNumber: '001190000022', phone: '0912345678' });
});

describe('one wrong answer is one error at its field, in both languages', () => {
  test.each<[Record<string, unknown>, string, string]>([
    [{ fullName: undefined }, 'fullName', 'required'],
    [{ fullName: '   ' }, 'fullName', 'required'],
    [{ fullName: 'A' }, 'fullName', 'too-short'],
    [{ fullName: 'x'.repeat(101) }, 'fullName', 'too-long'],
    [{ citizenNumber: '12345' }, 'citizenNumber', 'citizen-number'],
    [{ birthDate: '2026-02-29' }, 'birthDate', 'date'],
    [{ birthDate: '2026-11-23' }, 'birthDate', 'too-late'],
    [{ birthDate: '1899-12-31' }, 'birthDate', 'too-early'],
    [{ gender: 'other' }, 'gender', 'not-an-option'],
    [{ phone: '0123' }, 'phone', 'phone'],
    [{ licenceNumber: '12' }, 'licenceNumber', 'too-short'],
    [{ licenceNumber: 'abcdefghijkl' }, 'licenceNumber', 'pattern'],
    [{ truth: false }, 'truth', 'must-agree'],
    [{ truth: undefined }, 'truth', 'must-agree'],
    [{ fullName: { $ne: 1 } }, 'fullName', 'wrong-type'],
    [{ fullName: 17 }, 'fullName', 'wrong-type'],
    [{ extra: 'x' }, 'extra', 'unknown-field'],
    [{ delivery: 'post' }, 'deliveryAddress', 'required'],
    [{ reason: 'details' }, 'changedDetails', 'required'],
  ])('%j', (change, field, code) => {
    const { errors } = validateForm(licence, { ...good, ...change }, { today });
    expect(errors.map((error) => [error.field, error.code])).toEqual([[field, code]]);
    expect(errors[0]?.message.vi).not.toBe(errors[0]?.message.en);
  });
});

test('the father is asked for only when the parents are married', () => {
  expect(codes({ parentsMarried: 'yes' }, birth)).toMatchObject({ fatherName: 'required', fatherBirthYear: 'required' });
  expect(codes({ parentsMarried: 'no' }, birth)).not.toHaveProperty('fatherName');
  expect(codes({ motherBirthYear: '19x0' }, birth)).toMatchObject({ motherBirthYear: 'number' });
  expect(codes({ motherBirthYear: 1800 }, birth)).toMatchObject({ motherBirthYear: 'minimum' });
});

test('a draft keeps a date that is none exactly as it was typed', () => {
  const values = formValues(licence, { 'birthDate-day': '31', 'birthDate-month': '2', 'birthDate-year': '1990', _csrf: 'x' });
  expect(values).toEqual({ birthDate: '31/2/1990' });
  const field = formView(licence, { values, language: 'vi', today }).sections[0]?.fields.find(({ name }) => name === 'birthDate');
  expect(field?.date).toEqual({ day: '31', month: '2', year: '1990' });
});

test('claims fill in only what they are for, and only values the form takes', () => {
  const claims = {
    name: 'Trần Thị Thử',
    gender: 'unknown',
    birthdate: '1985-03-27',
    address: { formatted: 'Số 2 phố Thử' },
    email: 7,
    citizen_id: '001085000011',
  };
  expect(prefillValues(licence, claims)).toEqual({
    fullName: 'Trần Thị Thử',
    birthDate: '1985-03-27',
    residence: 'Số 2 phố Thử',
    deliveryAddress: 'Số 2 phố Thử',
    citizenNumber: '001085000011',
  });
  expect(prefillValues(birth, claims)).not.toHaveProperty('childName');
});

test('an answer that is needed only after another is labelled by that other, whatever has been chosen so far', () => {
  const whenOf = (language: 'vi' | 'en', name: string, values = {}) =>
    formView(licence, { values, language, today })
      .sections.flatMap(({ fields }) => fields)
      .find((field) => field.name === name)?.requiredWhen;
  for (const delivery of ['post', 'counter']) {
    expect(whenOf('vi', 'deliveryAddress', { delivery })).toEqual([{ question: 'Cách nhận giấy phép', answer: 'Qua bưu chính' }]);
    expect(whenOf('en', 'deliveryAddress', { delivery })).toEqual([{ question: 'How you receive it', answer: 'By post' }]);
  }
  expect(whenOf('vi', 'fullName')).toEqual([]);
});

test('errors link to the first box of a date, and a summary reads as a person says it', () => {
  const { errors } = validateForm(licence, { ...good, birthDate: 'x' }, { today });
  expect(formErrors(licence, errors, 'en')).toEqual([
    { field: 'birthDate-day', message: 'Date of birth must be a real date, for example 27/3/2026' },
  ]);
  expect(formSummary(licence, good, 'vi')).toContainEqual({ name: 'birthDate', label: 'Ngày sinh', value: '28/02/1990' });
  // What is no day stays as it was typed.
  expect(formSummary(licence, { birthDate: '31/2/1990' }, 'vi')).toContainEqual({
    name: 'birthDate',
    label: 'Ngày sinh',
    value: '31/2/1990',
  });
  expect(formSummary(licence, good, 'en')).toContainEqual({ name: 'gender', label: 'Gender', value: 'Male' });
});

test.each<[string, (definition: FormDefinition) => unknown, RegExp]>([
  [
    'a property nobody asks for',
    (d) => ({ ...d, schema: { ...d.schema, properties: { ...licence.schema.properties, more: { type: 'string', maxLength: 5 } } } }),
    /more/,
  ],
  [
    'a text without limit',
    (d) => ({ ...d, schema: { ...d.schema, properties: { ...licence.schema.properties, fullName: { type: 'string' } } } }),
    /maxLength/,
  ],
  [
    'a pattern that does not compile',
    (d) => ({
      ...d,
      schema: { ...d.schema, properties: { ...licence.schema.properties, fullName: { type: 'string', maxLength: 5, pattern: '(' } } },
    }),
    /compile/,
  ],
  ['a name that could break a page', (d) => ({ ...d, schema: { ...d.schema, required: ['__proto__'] } }), /required/],
])('a definition with %s is refused', (_what, change, reason) => {
  expect(checkDefinition(change(structuredClone(licence))).join('\n')).toMatch(reason);
});

test('whatever is sent, judging ends with an answer and never invents a value', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(licence.schema.properties)), fc.string()), fc.anything()),
      (values) => {
        const result = validateForm(licence, values, { today });
        for (const name of Object.keys(result.values)) expect(Object.hasOwn(licence.schema.properties, name)).toBe(true);
        expect(result.ok).toBe(result.errors.length === 0);
      },
    ),
  );
});

test('joining and splitting a day of the calendar are inverse', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1800-01-01'), max: new Date('2200-12-31'), noInvalidDate: true }), (date) => {
      const text = date.toISOString().slice(0, 10);
      expect(isDate(text)).toBe(true);
      expect(joinDate(splitDate(text))).toBe(text);
    }),
  );
});
