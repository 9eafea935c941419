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
  units: { 'working-days': 'ngày làm việc', 'working-hours': 'giờ làm việc', days: 'ngày' },
};
