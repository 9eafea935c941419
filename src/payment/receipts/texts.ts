import { beginAgain } from '#payment/terms';
import type { Messages, Shape } from '#shared/texts';

const vi = {
  payment: {
    receipt: {
      title: 'Biên lai thu tiền',
      number: 'Số biên lai',
      collector: 'Đơn vị thu',
      taxCode: 'Mã số thuế',
      payer: 'Người nộp',
      reason: 'Lý do nộp',
      reference: 'Mã hồ sơ, quyết định',
      issuedAt: 'Thời điểm thu',
      kinds: {
        fee: 'Lệ phí',
        charge: 'Phí',
        tax: 'Thuế',
        fine: 'Tiền phạt',
        interest: 'Tiền chậm nộp',
        discount: 'Giảm trừ',
        other: 'Khoản khác',
      },
      items: 'Các khoản đã nộp',
      total: 'Tổng số tiền',
      words: 'Bằng chữ',
      pdf: 'Tải biên lai (PDF)',
      qrAlt: 'Mã QR dẫn đến trang kiểm tra biên lai',
      verify: 'Quét mã này, hoặc mở địa chỉ dưới đây, để kiểm tra biên lai.',
    },
    check: {
      title: 'Kiểm tra biên lai',
      lead: 'Quét mã QR in trên biên lai, hoặc nhập địa chỉ in cạnh mã đó.',
      code: 'Địa chỉ hoặc mã in trên biên lai',
      hint: 'Chỉ cần phần cuối của địa chỉ: số biên lai, dấu chấm và các ký tự theo sau',
      submit: 'Kiểm tra',
      fault: 'Nhập đủ địa chỉ hoặc mã in cạnh mã QR của biên lai',
    },
    verify: {
      title: 'Kiểm tra biên lai',
      genuine: 'Biên lai này do chúng tôi phát hành.',
      unknown: 'Không có biên lai nào như vậy',
      unknownLead: 'Chúng tôi không phát hành biên lai có mã này. Đường dẫn có thể bị thiếu ký tự, hoặc biên lai là giả.',
      compare: 'Hãy so sánh số biên lai, số tiền và thời điểm với biên lai quý vị đang cầm. Trang này không hiển thị thông tin cá nhân.',
    },
  },
  problems: {
    'receipt.not-found': {
      title: 'Không tìm thấy biên lai',
      happened: 'Biên lai này không có, hoặc đường dẫn không cho phép xem.',
      toDo: beginAgain.vi,
    },
  },
};

const en = {
  payment: {
    receipt: {
      title: 'Receipt',
      number: 'Receipt number',
      collector: 'Collected by',
      taxCode: 'Tax code',
      payer: 'Paid by',
      reason: 'Paid for',
      reference: 'Dossier or decision',
      issuedAt: 'Collected at',
      kinds: { fee: 'Fee', charge: 'Charge', tax: 'Tax', fine: 'Fine', interest: 'Late interest', discount: 'Reduction', other: 'Other' },
      items: 'What was paid',
      total: 'Total',
      words: 'In words',
      pdf: 'Download the receipt (PDF)',
      qrAlt: 'QR code of the page that checks this receipt',
      verify: 'Scan this code, or open the address below, to check the receipt.',
    },
    check: {
      title: 'Check a receipt',
      lead: 'Scan the QR code printed on the receipt, or type the address beside it.',
      code: 'Address or code printed on the receipt',
      hint: 'The end of the address is enough: receipt number, full stop and the characters after it',
      submit: 'Check',
      fault: 'Enter the whole address or code printed beside the receipt’s QR code',
    },
    verify: {
      title: 'Check a receipt',
      genuine: 'We issued this receipt.',
      unknown: 'There is no such receipt',
      unknownLead: 'We issued no receipt with this code. The link may be incomplete, or the receipt is false.',
      compare: 'Compare number, amount and time with the receipt in your hand. This page shows no personal data.',
    },
  },
  problems: {
    'receipt.not-found': {
      title: 'Receipt not found',
      happened: 'There is no such receipt, or this link does not let you see it.',
      toDo: beginAgain.en,
    },
  },
} satisfies Shape<typeof vi>;

/** Texts of receipts: the document, its page, and checking one. */
export const receiptTexts = { vi, en } satisfies Messages<object>;
