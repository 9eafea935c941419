import { page, type FieldError } from '#shared/view';
import { formView, type FormDefinition, type FormView } from '#shared/forms';
import type { FeeItem } from './procedure.ts';

interface DraftFrame {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly errors: readonly FieldError[];
}

export interface AnswersModel extends DraftFrame {
  readonly form: FormView;
  readonly prefilled: boolean;
  readonly savedAt: string;
  /** Another device saved in between; what was typed here is shown and not yet kept. */
  readonly changedElsewhere: boolean;
  readonly steps: number;
}

export interface UploadModel extends DraftFrame {
  readonly slots: readonly {
    readonly code: string;
    readonly name: string;
    readonly required: boolean;
    readonly accept: string;
    readonly megabytes: string;
    readonly error: string | undefined;
    readonly file: { readonly id: string; readonly name: string; readonly size: number; readonly sha256: string } | null;
  }[];
}

export interface ReviewModel extends DraftFrame {
  readonly answers: readonly { readonly label: string; readonly value: string }[];
  readonly files: readonly { readonly name: string; readonly file: string }[];
  readonly fees: readonly FeeItem[];
  readonly time: { readonly amount: number; readonly unit: 'working-days' | 'working-hours' | 'days' } | null;
  readonly hasUploads: boolean;
}

const sampleForm: FormDefinition = {
  version: 1,
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { fullName: { type: 'string', maxLength: 100 }, birthDate: { type: 'string', maxLength: 10, format: 'date' } },
    required: ['fullName', 'birthDate'],
    additionalProperties: false,
  },
  presentation: [
    {
      section: { vi: 'Người đề nghị', en: 'Applicant' },
      fields: [
        { name: 'fullName', label: { vi: 'Họ và tên', en: 'Full name' }, widget: 'text', prefill: 'name' },
        { name: 'birthDate', label: { vi: 'Ngày sinh', en: 'Date of birth' }, widget: 'date' },
      ],
    },
  ],
};
const frame = { id: '01890000-0000-7000-8000-000000000001', name: 'Đổi giấy phép lái xe', version: 3, errors: [] };
const form = formView(sampleForm, {
  values: { fullName: 'Nguyễn Thị Mẫu' },
  language: 'vi',
  today: '2026-03-02',
  prefilled: new Set(['fullName']),
});

export const answersPage = page<AnswersModel>('dossier/answers', {
  prefilled: { ...frame, form, prefilled: true, savedAt: '2026-03-02T02:00:00Z', changedElsewhere: false, steps: 3 },
  'changed elsewhere': {
    ...frame,
    form,
    prefilled: false,
    savedAt: '2026-03-02T02:00:00Z',
    changedElsewhere: true,
    steps: 2,
    errors: [{ field: 'fullName', message: 'Vui lòng nhập họ và tên' }],
  },
});

export const uploadPage = page<UploadModel>('dossier/upload', {
  some: {
    ...frame,
    slots: [
      {
        code: 'photo',
        name: 'Ảnh chân dung nền trắng',
        required: true,
        accept: 'image/jpeg,image/png',
        megabytes: '5',
        error: undefined,
        file: { id: '0b9d7a52-6a7e-4c3f-9a49-4f4a4b1b2c3d', name: 'anh.jpg', size: 83211, sha256: 'a'.repeat(64) },
      },
      {
        code: 'health',
        name: 'Giấy khám sức khỏe',
        required: false,
        accept: 'application/pdf',
        megabytes: '10',
        error: undefined,
        file: null,
      },
    ],
  },
  refused: {
    ...frame,
    slots: [{ code: 'photo', name: 'Ảnh chân dung', required: true, accept: 'image/jpeg', megabytes: '5', error: 'Tệp trống', file: null }],
    errors: [{ field: 'file-photo', message: 'Tệp trống' }],
  },
});

export const reviewPage = page<ReviewModel>('dossier/review', {
  'with a fee': {
    ...frame,
    answers: [{ label: 'Họ và tên', value: 'Nguyễn Thị Mẫu' }],
    files: [{ name: 'Ảnh chân dung', file: 'anh.jpg' }],
    fees: [{ code: 'gplx', name: 'Lệ phí cấp giấy phép lái xe', amount: 115000, kind: 'fee' }],
    time: { amount: 5, unit: 'working-days' },
    hasUploads: true,
  },
  'something missing': {
    ...frame,
    answers: [],
    files: [],
    fees: [],
    time: null,
    hasUploads: false,
    errors: [{ field: '', message: 'Thiếu ảnh chân dung' }],
  },
});
