import { sharedMessages } from '#shared/texts';
/** Texts of signing in, stepping up and consent. This file defines the shape; `sign-in-en.ts` must have exactly the same keys. */
export const signInVi = {
  signIn: {
    requester: 'Đăng nhập để tiếp tục đến',
    title: 'Đăng nhập',
    lead: 'Một tài khoản cho mọi cổng dịch vụ công.',
    identifier: 'Số định danh cá nhân hoặc số điện thoại',
    identifierHint: '12 chữ số trên thẻ căn cước, hoặc số điện thoại đã đăng ký',
    password: 'Mật khẩu',
    sharedComputer: 'Đây là máy tính dùng chung',
    sharedComputerHint: 'Phiên đăng nhập sẽ ngắn và không được ghi nhớ trên máy này.',
    submit: 'Đăng nhập',
    passkey: 'Đăng nhập bằng khóa truy cập',
    passkeyHint: 'Dùng vân tay, khuôn mặt hoặc mã khóa màn hình của thiết bị. Không cần mật khẩu.',
    register: 'Tạo tài khoản',
    help: 'Không đăng nhập được?',
    cancel: 'Hủy và quay lại cổng',
    errors: {
      identifierMissing: 'Hãy nhập số định danh cá nhân hoặc số điện thoại',
      passwordMissing: 'Hãy nhập mật khẩu',
      wrong: 'Số định danh, số điện thoại hoặc mật khẩu không đúng. Hãy kiểm tra và thử lại.',
      wait: (seconds: number) =>
        `Có quá nhiều lần nhập sai. ${sharedMessages.vi.shared.problem.retryAfter(seconds)} Quý vị vẫn có thể đăng nhập bằng khóa truy cập, hoặc chọn “Không đăng nhập được?”.`,
      closed:
        'Để bảo vệ quý vị, mật khẩu không được nhận trên trình duyệt này nữa vì đã có quá nhiều lần nhập sai. Hãy đăng nhập bằng khóa truy cập, trên một thiết bị quý vị đã từng đăng nhập, hoặc đặt lại mật khẩu ở mục “Không đăng nhập được?”.',
      busy: 'Lúc này có nhiều người đang đăng nhập. Hãy đợi vài giây, nhập lại mật khẩu rồi gửi lại. Lần này không bị tính là nhập sai.',
    },
  },
  passkey: {
    failed: 'Không dùng được khóa truy cập này. Hãy thử lại hoặc chọn cách khác.',
    cancelled: 'Quý vị đã hủy hoặc đã quá thời gian. Hãy thử lại hoặc chọn cách khác.',
    known: 'Thiết bị này đã có khóa truy cập cho tài khoản.',
    offline: 'Không kết nối được. Hãy kiểm tra mạng và thử lại.',
    otherAccount: 'Khóa truy cập này thuộc về một tài khoản khác.',
    noScript: 'Khóa truy cập cần JavaScript. Hãy bật JavaScript trong trình duyệt hoặc chọn cách khác.',
    waiting: 'Hãy làm theo hướng dẫn của thiết bị…',
    copied:
      'Khóa truy cập này không được chấp nhận: số đếm của khóa cho thấy có thể đã có bản sao. Hãy đăng nhập bằng cách khác, gỡ khóa này trong trang Bảo mật của tài khoản rồi thêm khóa mới.',
    counterRefused:
      'Một Cửa: một khóa truy cập của quý vị bị từ chối vì có thể đã bị sao chép. Hãy gỡ khóa đó trong trang Bảo mật và thêm khóa mới.',
    counterReset:
      'Một Cửa: khóa truy cập của quý vị vừa được dùng từ một thiết bị mới. Nếu không phải quý vị, hãy xóa khóa đó trong trang tài khoản, mục Bảo mật.',
  },
  confirm: {
    title: 'Xác nhận đó là quý vị',
    leadAgain: 'Cổng yêu cầu quý vị xác nhận lại trước khi tiếp tục.',
    leadStrong: 'Việc này cần mức bảo đảm cao nhất: hãy xác nhận bằng khóa truy cập.',
    signedInAs: 'Đang đăng nhập với tài khoản',
    password: 'Mật khẩu của tài khoản này',
    submit: 'Xác nhận',
    passkey: 'Xác nhận bằng khóa truy cập',
    notYou: 'Không phải quý vị? Đăng nhập bằng tài khoản khác',
    wrong: 'Mật khẩu không đúng. Hãy thử lại.',
  },
  secondFactor: {
    title: 'Nhập mã xác nhận',
    askedByPortal: (portal: string) =>
      `Dịch vụ quý vị đang dùng (${portal}) cần mức bảo đảm cao hơn, nên ngoài mật khẩu cần thêm một bước xác nhận.`,
    methods: {
      totp: {
        lead: 'Mở ứng dụng xác thực và nhập mã đang hiển thị cho Một Cửa.',
        label: 'Mã từ ứng dụng xác thực',
        hint: 'Mã gồm 6 chữ số, đổi sau mỗi 30 giây',
      },
      sms: {
        lead: 'Nhập mã trong tin nhắn chúng tôi gửi đến điện thoại của quý vị.',
        label: 'Mã trong tin nhắn',
        hint: 'Mã gồm 6 chữ số, có hiệu lực trong 10 phút',
      },
      recovery: {
        lead: 'Nhập một mã khôi phục quý vị đã lưu. Mỗi mã chỉ dùng được một lần.',
        label: 'Mã khôi phục',
        hint: 'Nhập mã chưa dùng lần nào',
      },
      passkey: { lead: 'Xác nhận bằng khóa truy cập của quý vị.', label: '', hint: '' },
    },
    passkeyElsewhere:
      'Khóa ở thiết bị khác? Bấm nút trên rồi chọn điện thoại hoặc máy tính bảng: trình duyệt hiện mã QR để quét bằng thiết bị đó. Đã mất khóa? Hãy dùng mã khôi phục; nếu không còn mã nào, hãy mang thẻ căn cước đến bộ phận một cửa.',
    smsNotSent: 'Chúng tôi sẽ gửi mã đến số điện thoại đã đăng ký.',
    smsTo: (phone: string) => `Đã gửi mã đến số ${phone}.`,
    send: 'Gửi mã qua tin nhắn',
    resend: 'Gửi lại mã',
    wait: (seconds: number) => `Có thể gửi lại mã sau ${String(seconds)} giây.`,
    noMore: 'Đã gửi quá nhiều mã. Hãy dùng mã gần nhất hoặc bắt đầu lại sau.',
    submit: 'Tiếp tục',
    otherWays: 'Cách khác',
    useTotp: 'Dùng ứng dụng xác thực',
    useSms: 'Nhận mã qua tin nhắn',
    useRecovery: 'Dùng mã khôi phục',
    usePasskey: 'Dùng khóa truy cập',
    startOver: 'Bắt đầu lại',
    errors: {
      missing: 'Hãy nhập mã',
      wrong: 'Mã không đúng. Hãy kiểm tra và nhập lại.',
      spent: 'Mã đã hết hạn hoặc đã dùng. Hãy lấy mã mới.',
    },
  },
  unreachable: {
    title: 'Tài khoản chưa đủ mức bảo đảm',
    lead: (portal: string) => `${portal} cần mức bảo đảm mà tài khoản của quý vị chưa có.`,
    why: {
      'not-verified':
        'Danh tính của quý vị chưa được xác minh. Hãy mang thẻ căn cước đến bộ phận một cửa gần nhất để được xác minh; việc này miễn phí và chỉ làm một lần.',
      'no-passkey':
        'Việc này cần khóa truy cập. Hãy đăng nhập trang tài khoản, thêm khóa truy cập trong mục bảo mật, rồi thực hiện lại từ cổng.',
      'no-second-factor':
        'Việc này cần hai lớp bảo vệ. Hãy đăng nhập trang tài khoản, thêm ứng dụng xác thực hoặc khóa truy cập, rồi thực hiện lại từ cổng.',
      'bound-lower':
        'Một cách đăng nhập của quý vị được thêm khi chưa chứng minh đủ, nên chưa được tính ở mức này. Trang tài khoản, mục Bảo mật, cho biết đó là cách nào và cách nâng mức.',
    },
    account: 'Mở trang tài khoản',
    back: (portal: string) => `Quay lại ${portal}`,
  },
  blocked: {
    title: 'Tài khoản không sử dụng được',
    locked: 'Tài khoản đang bị khóa tạm thời để bảo vệ quý vị.',
    disabled: 'Tài khoản đã bị vô hiệu hóa.',
    act: 'Hãy liên hệ bộ phận một cửa hoặc tổng đài hỗ trợ và cung cấp mã dưới đây. Không cần cung cấp mật khẩu.',
    back: 'Quay lại cổng',
    other: 'Đăng nhập bằng tài khoản khác',
  },
  paused: {
    title: 'Đã thử quá nhiều lần',
    lead: 'Để bảo vệ tài khoản của quý vị, cách này tạm dừng một lúc. Không có gì khác thay đổi.',
    again: 'Thử lại bước này',
    passkey: 'Đăng nhập bằng cách khác, ví dụ khóa truy cập',
    help: 'Không đăng nhập được? Lấy lại tài khoản',
  },
  expired: {
    title: 'Lần đăng nhập này đã kết thúc',
    lead: 'Trang đã hết hạn, đã dùng xong, hoặc được mở ở trình duyệt khác.',
    act: 'Hãy quay lại cổng dịch vụ quý vị muốn vào và bấm Đăng nhập tại đó.',
    actSignedIn: 'Hãy quay lại cổng dịch vụ quý vị muốn vào và bấm Đăng nhập tại đó; thường cổng cho vào ngay, không hỏi lại.',
  },
  consent: {
    whatIsShared: 'Cổng này nhận thông tin nào của quý vị?',
    title: 'Chia sẻ thông tin',
    lead: (portal: string, agency: string) => `${portal} của ${agency} sẽ nhận các thông tin sau:`,
    data: 'Thông tin',
    purpose: 'Mục đích',
    legalBasis: 'Căn cứ pháp lý',
    record: 'Quý vị xem lại được mọi lần chia sẻ trong trang tài khoản.',
    submit: 'Đồng ý và tiếp tục',
    decline: 'Không chia sẻ',
  },
};
