/** Texts of getting an account back. This file defines the shape; `recover-en.ts` must have exactly the same keys. */
export const recoverVi = {
  recover: {
    title: 'Không đăng nhập được',
    lead: 'Đặt lại mật khẩu bằng số điện thoại đã đăng ký. Nếu có khóa truy cập, quý vị không cần mật khẩu.',
    identifier: 'Số định danh cá nhân hoặc số điện thoại',
    identifierHint: 'Của tài khoản quý vị muốn lấy lại',
    submit: 'Gửi mã',
    otherTitle: 'Trường hợp khác',
    other: [
      'Mất điện thoại: dùng mã khôi phục ở bước nhập mã sau khi nhập mật khẩu.',
      'Đổi số điện thoại và không còn mã khôi phục: mang thẻ căn cước đến bộ phận một cửa.',
    ],
    backToSignIn: 'Quay lại đăng nhập',
    codeTitle: 'Nhập mã trong tin nhắn',
    codeLead: 'Nếu thông tin khớp với một tài khoản, chúng tôi đã gửi mã đến số điện thoại đã xác nhận của tài khoản đó.',
    proofTitle: 'Thêm một bước xác nhận',
    proofLead: 'Mã qua tin nhắn chưa đủ để lấy lại tài khoản này.',
    useTotp: 'Ứng dụng xác thực',
    useRecovery: 'Mã khôi phục',
    useBirthDate: 'Ngày sinh',
    birthDate: 'Ngày sinh của quý vị',
    passwordTitle: 'Đặt mật khẩu mới',
    passwordLead: 'Các phiên đăng nhập khác của quý vị sẽ kết thúc.',
    save: 'Lưu mật khẩu và đăng nhập',
    inPersonTitle: 'Cần xác nhận trực tiếp',
    inPerson:
      'Để bảo vệ quý vị, tài khoản này không lấy lại được chỉ bằng điện thoại. Nếu có khóa truy cập, hãy đăng nhập bằng khóa truy cập. Nếu không, hãy mang thẻ căn cước đến bộ phận một cửa gần nhất.',
    errors: {
      identifierMissing: 'Hãy nhập số định danh cá nhân hoặc số điện thoại',
      birthDate: 'Ngày sinh không đúng',
    },
    /** By SMS when the password has been set anew. */
    passwordReset:
      'Mot Cua: Mat khau tai khoan cua quy vi vua duoc dat lai, cac phien khac da ket thuc. Neu khong phai quy vi, hay lien he bo phan mot cua ngay.',
  },
};
