import { TIME_ZONE } from '#shared/day';

const day = new Intl.DateTimeFormat('vi-VN', { day: 'numeric', month: 'long', year: 'numeric', timeZone: TIME_ZONE });
const moment = new Intl.DateTimeFormat('vi-VN', {
  hour: '2-digit',
  minute: '2-digit',
  day: 'numeric',
  month: 'numeric',
  year: 'numeric',
  timeZone: TIME_ZONE,
});

/** Texts that every page of the account centre needs, and the messages that tell of a change. Templates read them below `t.account`. This file defines the shape; `en.ts` must have exactly the same keys. */
export const vi = {
  date: (at: Date) => day.format(at),
  dateTime: (at: Date) => moment.format(at),
  navigation: {
    label: 'Trang tài khoản',
    overview: 'Tổng quan',
    security: 'Bảo mật',
    sessions: 'Thiết bị',
    activity: 'Lịch sử',
    data: 'Dữ liệu đã chia sẻ',
    profile: 'Thông tin của tôi',
  },
  done: {
    'passkey-added': 'Đã thêm khóa truy cập. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    'passkey-renamed': 'Đã đổi tên khóa truy cập.',
    'passkey-removed': 'Đã xóa khóa truy cập. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    password: 'Đã lưu mật khẩu mới. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    'password-off':
      'Đã tắt mật khẩu. Từ nay quý vị đăng nhập bằng khóa truy cập. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    raised: 'Đã nâng mức. Từ lần đăng nhập sau, cách này được tính đủ.',
    'totp-added': 'Ứng dụng xác thực đã sẵn sàng. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    'totp-removed': 'Đã gỡ ứng dụng xác thực. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    'sms-on': 'Từ nay chúng tôi hỏi mã qua tin nhắn mỗi khi quý vị đăng nhập bằng mật khẩu.',
    'sms-off': 'Đã tắt mã qua tin nhắn khi đăng nhập.',
    'session-ended':
      'Thiết bị đó đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo. Cổng chưa liên lạc được có thể còn đăng nhập thêm một lúc.',
    'sessions-ended':
      'Mọi thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo. Cổng chưa liên lạc được có thể còn đăng nhập thêm một lúc.',
    withdrawn: 'Đã rút quyền của cổng dịch vụ.',
    email: 'Đã lưu địa chỉ thư điện tử mới.',
    phone: 'Đã đổi số điện thoại. Các thiết bị khác đã được đăng xuất khỏi Một Cửa và các cổng liên quan đang được báo.',
    'phone-waiting': 'Số mới đã được xác nhận và đang chờ. Chúng tôi đã báo cho số cũ và thư điện tử; ai giữ số cũ đều có thể từ chối.',
    'phone-refused': 'Đã từ chối. Số điện thoại của tài khoản không thay đổi.',
    language: 'Đã lưu ngôn ngữ.',
  },
  stronger: {
    title: 'Hãy xác nhận bằng cách mạnh nhất',
    lead: 'Để người chỉ biết mật khẩu không thay đổi được cách đăng nhập của quý vị, việc này cần một lần đăng nhập mới.',
    needed: {
      passkey: 'Hãy đăng nhập bằng khóa truy cập của quý vị.',
      otp: 'Hãy đăng nhập bằng mật khẩu và mã từ ứng dụng xác thực.',
      sms: 'Hãy đăng nhập bằng mật khẩu và mã qua tin nhắn.',
    },
    lost: 'Nếu đã mất thiết bị đó, hãy dùng một mã khôi phục khi được hỏi mã. Không còn mã nào? Hãy mang thẻ căn cước đến bộ phận một cửa.',
    submit: 'Đăng nhập lại',
    lostPhone: (phone: string) => `Tôi không còn dùng số ${phone}`,
  },
  carries: {
    little:
      'Lần này quý vị chỉ chứng minh bằng mật khẩu, nên cách đăng nhập được thêm chỉ được tính mức 1. Để được tính đủ, hãy chứng minh phần còn lại trước.',
    prove: (phone: string) => `Xác nhận bằng mã gửi đến số ${phone}`,
  },
  phoneWaitingSubject: 'Có người xin đổi số điện thoại của tài khoản Một Cửa',
  phoneWaiting: (day: string, code: string) =>
    `Một Cửa: có người xin đổi số điện thoại của tài khoản quý vị sang số khác. Nếu không từ chối, việc đổi có hiệu lực ngày ${day}. Không phải quý vị? Mở trang chủ Một Cửa, chọn “Từ chối đổi số điện thoại” và nhập mã ${code}.`,
  sms: {
    password: 'Một Cửa: mật khẩu của quý vị vừa được thay đổi. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    passkeyAdded: 'Một Cửa: một khóa truy cập vừa được thêm. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    passkeyRemoved: 'Một Cửa: một khóa truy cập vừa bị xóa. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    totpAdded: 'Một Cửa: ứng dụng xác thực vừa được thêm. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    totpRemoved: 'Một Cửa: ứng dụng xác thực vừa được gỡ. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    smsOn: 'Một Cửa: mã qua tin nhắn khi đăng nhập vừa được bật. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    smsOff: 'Một Cửa: mã qua tin nhắn khi đăng nhập vừa bị tắt. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    recoveryCodes: 'Một Cửa: mã khôi phục mới vừa được tạo. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    phoneOld: 'Một Cửa: số điện thoại của tài khoản vừa được đổi sang số khác. Nếu không phải quý vị, hãy đến bộ phận một cửa ngay.',
    phoneNew: 'Một Cửa: từ nay số này là số điện thoại của tài khoản quý vị.',
    passwordOff: 'Một Cửa: mật khẩu của tài khoản vừa bị tắt. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    raised: 'Một Cửa: một cách đăng nhập vừa được nâng mức. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
    phoneDropped: 'Một Cửa: việc xin đổi số điện thoại của tài khoản đã bị hủy. Số của quý vị không thay đổi.',
    email: 'Một Cửa: thư điện tử của tài khoản vừa được đổi. Nếu không phải quý vị, hãy liên hệ bộ phận một cửa ngay.',
  },
};
