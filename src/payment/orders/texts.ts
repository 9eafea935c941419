import { beginAgain, written } from '#payment/terms';
import type { Messages, Shape } from '#shared/texts';

const vi = {
  payment: {
    order: {
      title: 'Thanh toán',
      what: 'Nội dung',
      reference: 'Mã hồ sơ, quyết định',
      items: 'Các khoản phải nộp',
      item: 'Khoản',
      amount: 'Số tiền',
      total: 'Tổng cộng',
      until: (iso: string) => `Thanh toán trước ${written.vi.at(iso)}.`,
      way: 'Quý vị muốn thanh toán bằng cách nào?',
      chooseWay: 'Chọn một cách thanh toán',
      vnpay: 'Cổng VNPAY',
      vnpayHint: 'Thẻ ngân hàng, tài khoản ngân hàng hoặc ví điện tử, trên trang của VNPAY.',
      vietqr: 'Mã VietQR',
      vietqrHint: 'Quét mã bằng ứng dụng của bất kỳ ngân hàng nào, hoặc tự nhập lệnh chuyển khoản.',
      pay: 'Tiếp tục thanh toán',
      otherWay: 'Chọn cách thanh toán khác',
      refresh: 'Kiểm tra lại',
      scanTitle: 'Quét mã để chuyển khoản',
      scanLead: 'Mở ứng dụng ngân hàng, chọn quét mã QR và kiểm tra số tiền trước khi xác nhận.',
      qrAlt: 'Mã VietQR của lệnh chuyển khoản ghi bên dưới',
      simulatedBank: 'Chuyển khoản ở ngân hàng giả lập (chỉ có khi phát triển)',
      byHand: 'Không quét được mã? Chuyển khoản theo đúng thông tin này',
      bank: 'Mã ngân hàng (BIN)',
      account: 'Số tài khoản',
      accountName: 'Tên tài khoản',
      purpose: 'Nội dung chuyển khoản',
      waiting: 'Chúng tôi đang chờ ngân hàng báo kết quả. Quý vị có thể đóng trang này; kết quả không bị mất.',
      states: {
        created: 'Chưa thanh toán',
        pending: 'Đang chờ kết quả',
        paid: 'Đã thanh toán',
        failed: 'Thanh toán không thành công',
        expired: 'Đã hết hạn',
        cancelled: 'Đã hủy',
      },
      paid: 'Chúng tôi đã nhận đủ tiền.',
      receipt: 'Xem biên lai',
      return: 'Quay lại dịch vụ',
      fine: 'Về trang quyết định xử phạt',
      declined: 'Ngân hàng chưa thực hiện được giao dịch. Tiền chưa bị trừ, hoặc sẽ được ngân hàng trả lại. Quý vị có thể thử lại.',
      failures: {
        '09': 'Thẻ hoặc tài khoản chưa đăng ký thanh toán trực tuyến.',
        '10': 'Thông tin xác thực sai quá ba lần.',
        '11': 'Đã hết thời gian thanh toán tại VNPAY.',
        '12': 'Thẻ hoặc tài khoản bị khóa.',
        '13': 'Sai mã xác thực giao dịch (OTP).',
        '24': 'Quý vị đã hủy giao dịch.',
        '51': 'Tài khoản không đủ số dư.',
        '65': 'Tài khoản đã vượt hạn mức giao dịch trong ngày.',
        '75': 'Ngân hàng đang bảo trì.',
        '79': 'Nhập sai mật khẩu thanh toán quá số lần quy định.',
      },
      expired: 'Khoản thanh toán này đã hết hạn nên không nhận tiền nữa. Vui lòng quay lại dịch vụ để tạo khoản mới.',
      cancelled: {
        withdrawn: 'Khoản thanh toán này đã được hủy vì hồ sơ đã được rút. Quý vị không phải nộp nữa.',
        refused: 'Khoản thanh toán này đã được hủy vì hồ sơ không được tiếp nhận. Quý vị không phải nộp nữa.',
        stopped: 'Khoản thanh toán này đã được hủy vì cơ quan đã dừng xử lý hồ sơ. Quý vị không phải nộp nữa.',
        replaced:
          'Khoản thanh toán này đã được thay bằng khoản khác và không nhận tiền nữa. Hãy quay lại quyết định để nộp số tiền hiện nay.',
        unsaid: 'Khoản thanh toán này đã được hủy và không nhận tiền nữa. Quý vị không phải nộp.',
      },
      cancelledLate:
        'Nếu quý vị vừa chuyển tiền cho khoản này, tiền không mất: khi tới nơi, tiền được giữ riêng để hoàn lại, và trang này sẽ cho biết.',
      suspense: (amount: number) =>
        `Chúng tôi nhận được ${written.vi.money(amount)} cho khoản này nhưng không thể ghi là đã nộp (đến muộn, nộp hai lần hoặc sai số tiền). Số tiền này được giữ riêng để trả lại cho quý vị; quý vị không cần làm gì thêm.`,
      returned: (amount: number, iso: string) =>
        `Đã hoàn trả ${written.vi.money(amount)} ngày ${written.vi.dayAt(iso)}. Tiền về tài khoản lúc nào tùy ngân hàng của quý vị.`,
    },
  },
  problems: {
    'order.not-found': {
      title: 'Không tìm thấy khoản thanh toán',
      happened: 'Khoản thanh toán này không có, hoặc đường dẫn không cho phép xem.',
      toDo: beginAgain.vi,
    },
    'order.finished': {
      title: 'Khoản thanh toán đã kết thúc',
      happened: 'Khoản thanh toán này đã nộp, đã hủy hoặc đã hết hạn.',
      toDo: beginAgain.vi,
    },
  },
};

const en = {
  payment: {
    order: {
      title: 'Payment',
      what: 'What for',
      reference: 'Dossier or decision',
      items: 'What you have to pay',
      item: 'Item',
      amount: 'Amount',
      total: 'Total',
      until: (iso) => `Pay before ${written.en.at(iso)}.`,
      way: 'How would you like to pay?',
      chooseWay: 'Choose a way to pay',
      vnpay: 'VNPAY',
      vnpayHint: 'Bank card, bank account or e-wallet, on VNPAY’s own page.',
      vietqr: 'VietQR code',
      vietqrHint: 'Scan the code with any bank’s app, or type the transfer yourself.',
      pay: 'Continue to payment',
      otherWay: 'Pay in another way',
      refresh: 'Check again',
      scanTitle: 'Scan the code to transfer',
      scanLead: 'Open your bank’s app, choose to scan a QR code, and check the amount before you confirm.',
      qrAlt: 'VietQR code of the transfer written below',
      simulatedBank: 'Transfer at the simulated bank (development only)',
      byHand: 'Cannot scan? Make a transfer with exactly these details',
      bank: 'Bank code (BIN)',
      account: 'Account number',
      accountName: 'Account name',
      purpose: 'Transfer description',
      waiting: 'We are waiting for the bank’s answer. You can close this page; the answer is not lost.',
      states: {
        created: 'Not paid',
        pending: 'Waiting for the result',
        paid: 'Paid',
        failed: 'Payment did not succeed',
        expired: 'Expired',
        cancelled: 'Cancelled',
      },
      paid: 'We have received the full amount.',
      receipt: 'See the receipt',
      return: 'Back to the service',
      fine: 'Back to the decision',
      declined: 'The bank could not carry out the payment. No money was taken, or your bank will give it back. You can try again.',
      failures: {
        '09': 'The card or account is not registered for online payment.',
        '10': 'Wrong authentication details more than three times.',
        '11': 'Time to pay at VNPAY ran out.',
        '12': 'The card or account is locked.',
        '13': 'Wrong one-time code.',
        '24': 'You cancelled the payment.',
        '51': 'The account has not enough money.',
        '65': 'The account is over its limit for today.',
        '75': 'The bank is under maintenance.',
        '79': 'Wrong payment password too often.',
      },
      expired: 'This payment has expired and takes no more money. Go back to the service to make a new one.',
      cancelled: {
        withdrawn: 'This payment was cancelled because the dossier was withdrawn. You need not pay it any more.',
        refused: 'This payment was cancelled because the dossier was not accepted. You need not pay it any more.',
        stopped: 'This payment was cancelled because the agency stopped processing the dossier. You need not pay it any more.',
        replaced:
          'Another payment has taken the place of this one, which takes no more money. Go back to the decision to pay today’s amount.',
        unsaid: 'This payment was cancelled and takes no more money. You need not pay it.',
      },
      cancelledLate:
        'If you have just transferred money for it, it is not lost: when it arrives it is kept apart to be given back to you, and this page will say so.',
      suspense: (amount) =>
        `We have received ${written.en.money(amount)} for this payment that we cannot count as paid (it came late, twice, or in another amount). It is kept apart to be given back to you; you need not do anything.`,
      returned: (amount, iso) =>
        `We gave back ${written.en.money(amount)} on ${written.en.dayAt(iso)}. When it reaches your account depends on your bank.`,
    },
  },
  problems: {
    'order.not-found': {
      title: 'Payment not found',
      happened: 'There is no such payment, or this link does not let you see it.',
      toDo: beginAgain.en,
    },
    'order.finished': { title: 'This payment is over', happened: 'It was paid, cancelled, or has expired.', toDo: beginAgain.en },
  },
} satisfies Shape<typeof vi>;

/** Texts of an order: its page, and what is refused about it. */
export const orderTexts = { vi, en } satisfies Messages<object>;
