/** Texts of the way in and out, and of the first page. Templates read them below `t.account`. This file defines the shape; `en.ts` must have exactly the same keys. */
export const vi = {
  home: {
    title: 'Một tài khoản cho mọi cổng dịch vụ công',
    lead: 'Một Cửa là tài khoản chung để đăng nhập mọi cổng dịch vụ công của các bộ và các tỉnh. Quý vị đăng nhập một lần, không phải khai lại điều Nhà nước đã biết, và xem được ai đã nhận thông tin nào của mình.',
    enter: 'Vào tài khoản',
    register: 'Tạo tài khoản',
    catalogue: 'Tìm thủ tục hành chính',
    agencies: 'Dành cho cơ quan: cổng dịch vụ kết nối với Một Cửa theo chuẩn OpenID Connect.',
    console: 'Trang dành cho cơ quan',
  },
  returned: {
    title: 'Chưa vào được trang tài khoản',
    what: {
      access_denied: 'Quý vị đã hủy đăng nhập.',
      unmet_authentication_requirements: 'Việc này cần mức bảo đảm mà tài khoản của quý vị chưa có.',
      temporarily_unavailable: 'Hệ thống đang quá tải.',
      other: 'Lần đăng nhập này không hoàn thành. Chưa có thông tin nào bị thay đổi.',
    },
    act: 'Quý vị có thể đăng nhập lại. Nếu lỗi lặp lại, xin cung cấp mã dưới đây khi liên hệ hỗ trợ.',
    again: 'Đăng nhập lại',
    home: 'Về trang chủ',
    code: 'Mã lỗi',
    trace: 'Mã truy vết',
  },
  overview: {
    title: 'Tài khoản của quý vị',
    verified: 'Đã xác minh',
    declared: 'Tự khai báo',
    levelTitle: 'Mức xác minh',
    levels: {
      verified:
        'Danh tính đã được đối chiếu với Cơ sở dữ liệu quốc gia về dân cư. Quý vị dùng được mọi dịch vụ, kể cả dịch vụ cần mức bảo đảm cao.',
      declared:
        'Thông tin do quý vị tự khai và số điện thoại đã được xác nhận. Quý vị dùng được các dịch vụ thông thường; một số thủ tục cần xác minh danh tính trước.',
    },
    stepsTitle: 'Nên làm tiếp',
    nothingToDo: 'Tài khoản được bảo vệ tốt. Quý vị không cần làm gì thêm.',
    steps: {
      passkey: {
        title: 'Thêm khóa truy cập',
        text: 'Đăng nhập bằng vân tay, khuôn mặt hoặc mã khóa màn hình: nhanh hơn và an toàn hơn mật khẩu.',
      },
      'second-factor': { title: 'Thêm lớp bảo vệ thứ hai', text: 'Hiện chỉ có mật khẩu bảo vệ tài khoản. Hãy thêm ứng dụng xác thực.' },
      codes: { title: 'Tạo mã khôi phục', text: 'Mười mã in ra giấy giúp quý vị vào lại tài khoản khi mất điện thoại.' },
      'few-codes': { title: 'Tạo lại mã khôi phục', text: 'Chỉ còn ít mã chưa dùng.' },
      verify: {
        title: 'Xác minh danh tính',
        text: 'Mang thẻ căn cước đến bộ phận một cửa gần nhất. Việc này miễn phí và chỉ làm một lần.',
      },
    },
    factorsTitle: 'Cách đăng nhập',
    manage: 'Quản lý',
    password: 'Mật khẩu',
    passkeys: 'Khóa truy cập',
    app: 'Ứng dụng xác thực',
    sms: 'Mã qua tin nhắn khi đăng nhập',
    codes: 'Mã khôi phục',
    set: 'Đã đặt',
    notSet: 'Chưa đặt',
    on: 'Đang bật',
    off: 'Đang tắt',
    passkeyCount: (count: number) => (count === 0 ? 'Chưa có' : `${String(count)} khóa`),
    codesLeft: (count: number) => (count === 0 ? 'Chưa có' : `Còn ${String(count)} mã`),
  },
  signOut: {
    submit: 'Đăng xuất',
  },
};
