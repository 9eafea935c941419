/** The new number, in both ways of changing it. */
const newPhone = {
  label: 'Số điện thoại mới',
  hint: 'Ví dụ: 0912 345 678',
  invalid: 'Hãy nhập số di động, ví dụ 0912 345 678',
  same: 'Đây là số hiện tại của quý vị',
  taken: 'Số này thuộc về một tài khoản khác. Hãy dùng số khác, hoặc đến bộ phận một cửa nếu số này là của quý vị.',
  codeTitle: 'Nhập mã trong tin nhắn',
  sent: (value: string) => `Chúng tôi đã gửi mã đến số ${value}.`,
};

/** Texts of what is known of the person. Templates read them below `t.account`. This file defines the shape; `en.ts` must have exactly the same keys. */
export const vi = {
  profile: {
    title: 'Thông tin của tôi',
    identityTitle: 'Danh tính',
    identityText: 'Có sai sót? Hãy mang thẻ căn cước đến bộ phận một cửa để được sửa.',
    name: 'Họ và tên',
    birthDate: 'Ngày sinh',
    citizenNumber: 'Số định danh cá nhân',
    address: 'Địa chỉ',
    organisations: 'Tổ chức quý vị đại diện',
    contactTitle: 'Liên hệ',
    phone: 'Số điện thoại',
    email: 'Thư điện tử',
    missing: 'Chưa có',
    unverified: 'chưa xác nhận',
    languageTitle: 'Ngôn ngữ',
    language: 'Ngôn ngữ của tin nhắn và các trang',
    languageNames: { vi: 'Tiếng Việt', en: 'English' },
    saveLanguage: 'Lưu ngôn ngữ',
  },
  refuse: {
    title: 'Từ chối đổi số điện thoại',
    lead: 'Nhập mã trong tin nhắn báo rằng có người xin đổi số điện thoại của tài khoản quý vị.',
    code: 'Mã trong tin nhắn',
    hint: 'Mười chữ và số, ví dụ ABCDE-23456',
    submit: 'Từ chối',
    wrong: 'Mã không đúng, hoặc việc đổi số đã bị từ chối hay đã kết thúc. Hãy kiểm tra tin nhắn.',
    doneTitle: 'Đã từ chối',
    done: 'Số điện thoại của tài khoản không thay đổi. Có người biết mật khẩu của quý vị: hãy đăng nhập và đổi mật khẩu.',
    enter: 'Vào tài khoản',
    waitingTitle: 'Số điện thoại sắp được đổi',
    waiting: (phone: string, day: string) =>
      `Số ${phone} sẽ thay số hiện tại ngày ${day}. Không phải quý vị xin? Hãy từ chối và đổi mật khẩu.`,
  },
  contact: {
    phone: {
      title: 'Đổi số điện thoại',
      lead: 'Số này dùng để đăng nhập và nhận mã. Chúng tôi gửi mã đến số mới và báo cho số cũ.',
      ...newPhone,
    },
    email: {
      title: 'Đổi thư điện tử',
      lead: 'Dùng để nhận thông báo, không dùng để đăng nhập. Chúng tôi gửi mã đến địa chỉ mới.',
      label: 'Địa chỉ thư điện tử mới',
      hint: 'Ví dụ: ten@example.com',
      invalid: 'Hãy nhập địa chỉ thư điện tử, ví dụ ten@example.com',
      same: 'Đây là địa chỉ hiện tại của quý vị',
      taken: 'Địa chỉ này thuộc về một tài khoản khác. Hãy dùng địa chỉ khác.',
      codeTitle: 'Nhập mã trong thư',
      sent: (value: string) => `Chúng tôi đã gửi mã đến ${value}.`,
    },
    lostPhone: {
      title: 'Không còn số điện thoại cũ',
      lead: 'Quý vị không nhận được mã ở số cũ và không có cách xác nhận nào khác ngoài mật khẩu, nên việc đổi số phải chờ.',
      waits: (days: number) =>
        `Chúng tôi báo ngay cho số cũ và thư điện tử. Nếu không ai từ chối, số mới có hiệu lực sau ${String(days)} ngày và chỉ được tính mức 1. Có thẻ căn cước bên mình? Bộ phận một cửa đổi được ngay.`,
      ...newPhone,
    },
    send: 'Gửi mã',
    code: 'Mã xác nhận',
    submit: 'Xác nhận',
    other: 'Nhập lại số hoặc địa chỉ',
    wrong: 'Mã không đúng hoặc không còn hiệu lực. Hãy kiểm tra và nhập lại, hoặc lấy mã mới.',
  },
};
