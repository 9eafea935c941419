import type { Messages, Shape } from '#shared/texts';

const vi = {
  payment: {
    navigation: {
      label: 'Thanh toán',
      my: 'Khoản nộp của tôi',
      fines: 'Phạt giao thông',
      check: 'Kiểm tra biên lai',
      signIn: 'Đăng nhập',
      signOut: 'Đăng xuất',
    },
    home: {
      title: 'Thanh toán dịch vụ công',
      lead: 'Nộp phí, lệ phí, thuế và tiền phạt; nhận biên lai có thể kiểm tra.',
      fines: 'Tra cứu và nộp phạt vi phạm giao thông',
      finesAbout: 'Chỉ cần số biên bản, ngày vi phạm và họ tên. Không phải đăng nhập.',
      my: 'Các khoản thanh toán của tôi',
      myAbout: 'Xem lại khoản đã nộp, tải biên lai. Cần đăng nhập.',
      check: 'Kiểm tra biên lai',
      checkAbout: 'Biên lai quý vị đang cầm có thật hay không. Không phải đăng nhập.',
    },
    my: {
      title: 'Các khoản thanh toán của tôi',
      payments: 'Đã và đang thanh toán',
      what: 'Nội dung',
      amount: 'Số tiền',
      status: 'Tình trạng',
      at: 'Thời điểm',
      receipt: 'Biên lai',
      nothing: 'Quý vị chưa có khoản thanh toán nào',
      fines: 'Quyết định xử phạt mang tên quý vị',
      decision: 'Quyết định',
      authority: 'Cơ quan ra quyết định',
      noFines: 'Không có quyết định xử phạt nào',
      notVerified:
        'Để xem quyết định xử phạt theo số định danh, quý vị cần đăng nhập bằng tài khoản đã xác minh. Quý vị vẫn có thể tra cứu bằng số biên bản.',
      lookUp: 'Tra cứu bằng số biên bản',
    },
  },
};

const en = {
  payment: {
    navigation: {
      label: 'Payments',
      my: 'My payments',
      fines: 'Traffic fines',
      check: 'Check a receipt',
      signIn: 'Sign in',
      signOut: 'Sign out',
    },
    home: {
      title: 'Pay for public services',
      lead: 'Pay fees, charges, taxes and fines, and get a receipt that can be checked.',
      fines: 'Find and pay a traffic fine',
      finesAbout: 'You need the record number, the date and your name. No sign-in.',
      my: 'My payments',
      myAbout: 'See what you have paid and get receipts. You need to sign in.',
      check: 'Check a receipt',
      checkAbout: 'Whether the receipt in your hand is genuine. No sign-in.',
    },
    my: {
      title: 'My payments',
      payments: 'Paid and under way',
      what: 'What for',
      amount: 'Amount',
      status: 'Status',
      at: 'When',
      receipt: 'Receipt',
      nothing: 'You have no payments yet',
      fines: 'Decisions in your name',
      decision: 'Decision',
      authority: 'Authority',
      noFines: 'There are no decisions',
      notVerified:
        'To see decisions by your citizen number, sign in with a verified account. You can always look one up by its record number.',
      lookUp: 'Look up by record number',
    },
  },
} satisfies Shape<typeof vi>;

/** Texts of the front page, the navigation of every page, and what is somebody’s own. */
export const homeTexts = { vi, en } satisfies Messages<object>;
