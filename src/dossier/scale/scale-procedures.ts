import type { Procedure } from '#dossier/procedures';

const form: NonNullable<Procedure['form']> = {
  version: 1,
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      fullName: { type: 'string', minLength: 2, maxLength: 100 },
      citizenNumber: { type: 'string', maxLength: 12, pattern: '^[0-9]{12}$' },
      purpose: { type: 'string', maxLength: 500 },
    },
    required: ['fullName', 'citizenNumber'],
    additionalProperties: false,
  },
  presentation: [
    {
      section: { vi: 'Người đề nghị', en: 'Applicant' },
      fields: [
        { name: 'fullName', label: { vi: 'Họ và tên', en: 'Full name' }, widget: 'text', prefill: 'name' },
        {
          name: 'citizenNumber',
          label: { vi: 'Số định danh cá nhân', en: 'Citizen number' },
          widget: 'citizen-number',
          prefill: 'citizen_id',
        },
        { name: 'purpose', label: { vi: 'Mục đích', en: 'Purpose' }, widget: 'textarea' },
      ],
    },
  ],
};

const procedure = (number: number, name: Procedure['name'], days: number): Procedure => ({
  code: `SCALE.${number}`,
  version: 1,
  name,
  agency: { code: 'H26', name: { vi: 'Thành phố Hà Nội', en: 'Hanoi' } },
  level: 'province',
  online: 'full',
  requiredAssurance: 'LoA1',
  channels: [{ kind: 'online', processingTime: { amount: days, unit: 'working-days' }, fees: [] }],
  legalBasis: [{ number: '118/2025/NĐ-CP', name: 'Nghị định về thực hiện thủ tục hành chính theo cơ chế một cửa' }],
  form,
  attachments: [],
});

/** Procedures no catalogue publishes; dossiers to scale with are filed under them, so nothing has to be asked for. */
export const scaleProcedures: readonly Procedure[] = [
  procedure(1, { vi: 'Thủ tục mẫu: xác nhận thông tin', en: 'Sample procedure: confirmation of data' }, 3),
  procedure(2, { vi: 'Thủ tục mẫu: cấp lại giấy tờ', en: 'Sample procedure: replacement of a document' }, 5),
  procedure(3, { vi: 'Thủ tục mẫu: đăng ký thay đổi', en: 'Sample procedure: registration of a change' }, 15),
];
