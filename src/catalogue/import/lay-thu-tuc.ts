import type { ProcedureContent } from './content.ts';

const channels = { direct: 1, online: 2, post: 3 } as const;
const units = { 'working-days': 'Ngày làm việc', 'working-hours': 'Giờ làm việc', days: 'Ngày' } as const;
const audiences = { citizen: 'Công dân Việt Nam', business: 'Doanh nghiệp, tổ chức' } as const;

/**
 * The binding Vietnamese record in the shape in which the national database of procedures hands it out (`LayThuTuc`,
 * modelled on public adapters).
 */
export function layThuTuc(content: ProcedureContent) {
  return {
    MATTHC: content.code,
    TENTTHC: content.name.vi,
    MACOQUANCONGBO: content.agency,
    LINHVUCTHUCHIEN: content.field,
    TRINHTUTHUCHIEN: content.steps.map((step) => ({ TRUONGHOP: step.case?.vi ?? '', TRINHTU: step.text.vi })),
    CACHTHUCTHUCHIEN: content.channels.map((channel) => ({
      KENH: channels[channel.kind],
      THOIGIAN: [
        {
          THOIGIANGIAIQUYET: channel.processingTime?.amount ?? null,
          DONVITINH: channel.processingTime === null ? null : units[channel.processingTime.unit],
          MOTA: channel.processingNote?.vi ?? '',
          PHILEPHI: channel.fees.map((fee) => ({
            MAPHILEPHI: fee.code,
            SOTIEN: fee.amount,
            DONVI: 'VND',
            MOTA: fee.note?.vi ?? fee.name.vi,
          })),
        },
      ],
    })),
    THANHPHANHOSO: [
      {
        GIAYTO: content.documents.map((document) => ({
          MAGIAYTO: document.code,
          TENGIAYTO: document.name.vi,
          TENMAUDON: document.forms.map((form) => form.name.vi).join('; '),
          URL: document.forms.find((form) => form.url !== null)?.url ?? '',
        })),
      },
    ],
    DOITUONGTHUCHIEN: content.audience.map((each) => audiences[each]),
    KETQUATHUCHIEN: content.result.vi,
    CANCUPHAPLY: content.legalBasis.map((basis) => ({ SOVANBAN: basis.number, TENVANBAN: basis.name.vi })),
    COQUANTHUCHIEN: content.authority.vi.replaceAll('{place}', 'tỉnh, thành phố'),
    YEUCAU: content.conditions?.vi ?? '',
  };
}
