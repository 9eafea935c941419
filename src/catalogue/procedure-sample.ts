import type { ProcedureContent } from './import/content.ts';

/** A procedure with every kind of part, for the page tests. */
export const sampleProcedure: ProcedureContent = {
  code: '3.000347',
  version: 2,
  validFrom: '2025-03-01',
  validTo: null,
  name: { vi: 'Đổi giấy phép lái xe', en: 'Exchange of a driving licence' },
  summary: {
    vi: 'Đổi giấy phép lái xe sắp hết hạn, bị hỏng hoặc có thay đổi.',
    en: 'Exchange a driving licence that expires, is damaged or has to be changed.',
  },
  keywords: ['đổi bằng lái'],
  agency: 'G01',
  authority: { vi: 'Phòng Cảnh sát giao thông, Công an {place}', en: 'Traffic Police Division, Public Security of {place}' },
  level: 'province',
  field: 'transport',
  audience: ['citizen'],
  online: 'full',
  onlinePartialReason: null,
  requiredAssurance: 'LoA2',
  start: 'dossier',
  steps: [
    { case: null, text: { vi: 'Đăng nhập bằng tài khoản đã xác minh.', en: 'Sign in with a verified account.' } },
    { case: { vi: 'Nộp trực tuyến', en: 'Online' }, text: { vi: 'Thanh toán lệ phí.', en: 'Pay the fee.' } },
  ],
  channels: [
    {
      kind: 'online',
      processingTime: { amount: 5, unit: 'working-days' },
      processingNote: { vi: 'Tính từ khi hồ sơ đầy đủ.', en: 'Counted from the complete dossier.' },
      fees: [{ code: 'LE-PHI', name: { vi: 'Lệ phí cấp đổi', en: 'Exchange fee' }, amount: 115_000, kind: 'charge', note: null }],
      feesNote: null,
    },
    { kind: 'direct', processingTime: null, processingNote: null, fees: [], feesNote: null },
  ],
  documents: [
    {
      code: 'DON',
      name: { vi: 'Đơn đề nghị đổi giấy phép lái xe', en: 'Application' },
      required: true,
      originals: 1,
      copies: 2,
      forms: [{ name: { vi: 'Đơn đề nghị', en: 'Application form' }, url: null }],
    },
    { code: 'CC', name: { vi: 'Căn cước', en: 'Identity card' }, required: false, originals: 0, copies: 0, forms: [] },
  ],
  documentsNote: null,
  sets: 1,
  result: { vi: 'Giấy phép lái xe mới', en: 'A new driving licence' },
  conditions: { vi: 'Có giấy phép lái xe hợp lệ.', en: 'A valid licence.' },
  legalBasis: [{ number: '118/2025/NĐ-CP', name: { vi: 'Nghị định về cơ chế một cửa', en: 'Decree on one-stop counters' } }],
  form: {
    version: 1,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { fullName: { type: 'string', maxLength: 100 } },
      required: ['fullName'],
      additionalProperties: false,
    },
    presentation: [
      {
        section: { vi: 'Người đề nghị', en: 'Applicant' },
        fields: [{ name: 'fullName', label: { vi: 'Họ và tên', en: 'Full name' }, widget: 'text', prefill: 'name' }],
      },
    ],
  },
  attachments: [
    {
      code: 'ANH',
      name: { vi: 'Ảnh chân dung', en: 'Portrait photo' },
      required: true,
      accept: ['image/jpeg', 'image/png'],
      maxBytes: 5_242_880,
    },
  ],
  sources: [41],
  unconfirmed: ['deadline', 'assurance'],
};
