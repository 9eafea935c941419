import { TIME_ZONE } from '#shared/day';
import { money } from '#shared/texts';

const moment = {
  vi: new Intl.DateTimeFormat('vi-VN', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: TIME_ZONE,
  }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: TIME_ZONE }),
};
const numbers = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
const dayThere = {
  vi: new Intl.DateTimeFormat('vi-VN', { ...numbers, timeZone: TIME_ZONE }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: TIME_ZONE }),
};
const date = {
  vi: new Intl.DateTimeFormat('vi-VN', { ...numbers, timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }),
};

const inLanguage = (lang: 'vi' | 'en') => ({
  money: (amount: number) => money(amount, lang),
  /** A moment, in Vietnam's time. */
  at: (iso: string) => moment[lang].format(new Date(iso)),
  /** The day in Vietnam on which a moment lies. */
  dayAt: (iso: string) => dayThere[lang].format(new Date(iso)),
  /** A date that is one already. */
  day: (iso: string) => date[lang].format(new Date(iso)),
});

/** How amounts, moments and dates are written on every page and document of the service. */
export const written = { vi: inLanguage('vi'), en: inLanguage('en') };

/** What somebody is told to do whose link leads nowhere. */
export const beginAgain = {
  vi: 'Vui lòng mở lại trang từ đường dẫn quý vị đã nhận, hoặc bắt đầu lại từ dịch vụ quý vị đang sử dụng.',
  en: 'Open the page again from the link you were given, or start again from the service you were using.',
} as const;
