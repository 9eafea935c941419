import type { Messages } from '#shared/texts';

const vi = {
  title: 'Đang có rất nhiều người đăng nhập',
  lead: 'Lúc này số người đăng nhập nhiều hơn mức hệ thống có thể phục vụ cùng lúc, nên yêu cầu của quý vị chưa được nhận.',
  act: (seconds: number) => `Hãy đợi khoảng ${seconds} giây rồi bấm Thử lại. Quý vị sẽ tiếp tục đúng từ chỗ này.`,
  inside: 'Những ai đã đăng nhập vẫn dùng các cổng dịch vụ bình thường.',
  again: 'Thử lại',
};

const en: typeof vi = {
  title: 'Very many people are signing in',
  lead: 'More people are signing in now than can be served at once, so your request has not been taken yet.',
  act: (seconds) => `Wait about ${seconds} seconds, then choose Try again. You go on from right here.`,
  inside: 'Whoever is signed in already can use the portals as usual.',
  again: 'Try again',
};

export type AdmissionMessages = typeof vi;
export const messages: Messages<AdmissionMessages> = { vi, en };
