import type { FormField, FormProperty, Localised } from './definition.ts';

/** Everything that can be wrong with one answer. */
export type FormErrorCode =
  | 'required'
  | 'unknown-field'
  | 'wrong-type'
  | 'too-short'
  | 'too-long'
  | 'pattern'
  | 'not-an-option'
  | 'date'
  | 'too-early'
  | 'too-late'
  | 'number'
  | 'minimum'
  | 'maximum'
  | 'email'
  | 'phone'
  | 'citizen-number'
  | 'must-agree';

/** `Họ và tên` inside a sentence is `họ và tên`; an abbreviation keeps its capitals. */
function inSentence(label: string): string {
  const [first = '', second = ''] = [...label];
  return second !== second.toLocaleLowerCase('vi') ? label : first.toLocaleLowerCase('vi') + label.slice(first.length);
}

/** Dates as people write them. */
const shown = (day: string | undefined): string => (day === undefined ? '' : day.split('-').reverse().join('/'));

/** The sentence for one wrong answer, in both languages. */
export function errorText(code: FormErrorCode, field: FormField, rule: FormProperty, today: string): Localised {
  const vi = inSentence(field.label.vi);
  const en = inSentence(field.label.en);
  const limit = (key: 'x-not-before' | 'x-not-after'): string | undefined => {
    const day = rule.type === 'string' ? rule[key] : undefined;
    return day === 'today' ? today : day;
  };
  switch (code) {
    case 'required':
      return ['select', 'radio'].includes(field.widget)
        ? { vi: `Vui lòng chọn ${vi}`, en: `Select ${en}` }
        : { vi: `Vui lòng nhập ${vi}`, en: `Enter ${en}` };
    case 'must-agree':
      return { vi: `Vui lòng đánh dấu vào ô “${field.label.vi}”`, en: `Tick the box “${field.label.en}”` };
    case 'too-short':
      return field.error ?? { vi: `${field.label.vi} quá ngắn`, en: `${field.label.en} is too short` };
    case 'too-long': {
      const most = rule.type === 'string' ? String(rule.maxLength) : '';
      return { vi: `${field.label.vi} không được dài quá ${most} ký tự`, en: `${field.label.en} must be ${most} characters or fewer` };
    }
    case 'not-an-option':
      return { vi: `Vui lòng chọn ${vi} trong danh sách`, en: `Select ${en} from the list` };
    case 'date':
      return {
        vi: `${field.label.vi} phải là ngày có thật, ví dụ 27/3/2026`,
        en: `${field.label.en} must be a real date, for example 27/3/2026`,
      };
    case 'too-early':
      return {
        vi: `${field.label.vi} không được trước ngày ${shown(limit('x-not-before'))}`,
        en: `${field.label.en} must be ${shown(limit('x-not-before'))} or later`,
      };
    case 'too-late':
      return {
        vi: `${field.label.vi} không được sau ngày ${shown(limit('x-not-after'))}`,
        en: `${field.label.en} must be ${shown(limit('x-not-after'))} or earlier`,
      };
    case 'number':
      return { vi: `${field.label.vi} phải là số nguyên`, en: `${field.label.en} must be a whole number` };
    case 'minimum': {
      const least = rule.type === 'integer' ? String(rule.minimum) : '';
      return { vi: `${field.label.vi} phải từ ${least} trở lên`, en: `${field.label.en} must be ${least} or more` };
    }
    case 'maximum': {
      const most = rule.type === 'integer' ? String(rule.maximum) : '';
      return { vi: `${field.label.vi} phải từ ${most} trở xuống`, en: `${field.label.en} must be ${most} or less` };
    }
    case 'email':
      return {
        vi: `${field.label.vi} phải có dạng ten@vidu.vn`,
        en: `${field.label.en} must look like name@example.com`,
      };
    case 'phone':
      return {
        vi: `${field.label.vi} phải là số di động Việt Nam, ví dụ 0912 345 678`,
        en: `${field.label.en} must be a Vietnamese mobile number, for example 0912 345 678`,
      };
    case 'citizen-number':
      return { vi: `${field.label.vi} phải gồm đúng 12 chữ số`, en: `${field.label.en} must have exactly 12 digits` };
    case 'pattern':
    case 'wrong-type':
    case 'unknown-field':
      return field.error ?? { vi: `${field.label.vi} không đúng định dạng`, en: `${field.label.en} is not in the right format` };
  }
}
