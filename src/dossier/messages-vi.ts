import { TIME_ZONE } from '#shared/day';
import { money } from '#shared/texts';

const dayForm = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const instant = new Intl.DateTimeFormat('vi-VN', { ...dayForm, hour: '2-digit', minute: '2-digit', timeZone: TIME_ZONE });
const day = new Intl.DateTimeFormat('vi-VN', { ...dayForm, timeZone: TIME_ZONE });
const plainDay = new Intl.DateTimeFormat('vi-VN', { ...dayForm, timeZone: 'UTC' });
const count = new Intl.NumberFormat('vi-VN');

export const vi = {
  serviceName: 'Hồ sơ dịch vụ công',
  at: (iso: string) => instant.format(new Date(iso)),
  day: (iso: string) => day.format(new Date(iso)),
  plainDay: (date: string) => plainDay.format(new Date(date)),
  money: (amount: string | number) => money(BigInt(amount), 'vi'),
  bytes: (size: number) => `${count.format(Math.max(1, Math.round(size / 1024)))} KB`,
  navigation: {
    label: 'Dịch vụ hồ sơ',
    mine: 'Hồ sơ của tôi',
    inbox: 'Hộp thư',
    lookup: 'Tra cứu hồ sơ',
    queue: 'Hồ sơ cần xử lý',
    signIn: 'Đăng nhập',
    signOut: 'Đăng xuất',
  },
  officerPasskey: {
    title: 'Cán bộ đăng nhập bằng khóa truy cập',
    lead: 'Hồ sơ của người dân chỉ mở cho cán bộ đã đăng nhập bằng khóa truy cập: mật khẩu và mã có thể bị lừa lấy, khóa truy cập thì không. Quý vị vừa đăng nhập bằng cách khác.',
    add: 'Chưa có khóa? Hãy thêm một khóa trong trang tài khoản; việc này cần mật khẩu và mã từ ứng dụng xác thực.',
    addLink: 'Thêm khóa truy cập',
    come: 'Có khóa rồi thì đăng nhập lại bằng khóa đó và quay về đây.',
    again: 'Đăng nhập bằng khóa truy cập',
  },
  units: { 'working-days': 'ngày làm việc', 'working-hours': 'giờ làm việc', days: 'ngày' },
};
