import { problemsVi } from './problems-vi.ts';

/** Texts that every page shares. This file defines the shape; `en.ts` must have exactly the same keys. */
/** For problems that pass by themselves. */
const retryAfter = (seconds: number | undefined): string =>
  seconds === undefined
    ? 'Vui lòng chờ một lát rồi thử lại.'
    : seconds < 60
      ? `Vui lòng thử lại sau ${String(seconds)} giây.`
      : `Vui lòng thử lại sau ${String(Math.ceil(seconds / 60))} phút.`;

export const vi = {
  name: 'Một Cửa',
  skipLink: 'Chuyển đến nội dung chính',
  header: {
    tagline: 'Tài khoản dịch vụ công',
    sandbox: 'Môi trường thử nghiệm. Vui lòng không nhập thông tin cá nhân thật.',
    signedInAs: 'Đang đăng nhập:',
    languages: 'Ngôn ngữ',
    languageNames: [
      { code: 'vi', name: 'Tiếng Việt' },
      { code: 'en', name: 'English' },
    ],
  },
  footer: {
    warningTitle: 'Cảnh giác lừa đảo',
    warnings: [
      'Chúng tôi không bao giờ gọi điện để hỏi mật khẩu hoặc mã xác nhận của quý vị.',
      'Tin nhắn của chúng tôi không bao giờ chứa đường liên kết.',
    ],
    about: 'Một tài khoản để đăng nhập các cổng dịch vụ công.',
  },
  form: {
    errorPrefix: 'Lỗi',
    errorSummaryTitle: 'Vui lòng kiểm tra lại thông tin',
    optional: (label: string) => `${label} (không bắt buộc)`,
    requiredWhen: (label: string, cases: readonly { question: string; answer: string }[]) =>
      `${label} (cần khi ${cases.map(({ question, answer }) => `“${question}” là “${answer}”`).join(' hoặc ')})`,
    continue: 'Tiếp tục',
    back: 'Quay lại',
    save: 'Lưu thay đổi',
    cancel: 'Hủy',
    confirm: 'Xác nhận',
    close: 'Đóng',
    change: 'Thay đổi',
    remove: 'Xóa',
    yes: 'Có',
    no: 'Không',
    day: 'Ngày',
    month: 'Tháng',
    year: 'Năm',
    step: (current: number, total: number) => `Bước ${String(current)}/${String(total)}`,
    codeLabel: 'Mã xác nhận',
    codeHint: 'Mã gồm 6 chữ số',
    important: 'Quan trọng',
    success: 'Thành công',
    warning: 'Cảnh báo',
    emptyTitle: 'Chưa có thông tin',
  },
  password: {
    show: 'Hiện',
    hide: 'Ẩn',
    showLabel: 'Hiện mật khẩu',
    hideLabel: 'Ẩn mật khẩu',
    shown: 'Mật khẩu đang được hiển thị',
    hidden: 'Mật khẩu đang được ẩn',
  },
  timeout: {
    title: 'Thời hạn của trang này',
    /** Shown without scripts: how long the page stays valid. */
    staticNotice: (minutes: number) => `Vì lý do an toàn, trang này hết hiệu lực sau ${String(minutes)} phút.`,
    soonTitle: 'Quý vị còn ở đây không?',
    /** Said shortly before the end. */
    soon: (minutes: number) =>
      `Phiên làm việc của quý vị sẽ kết thúc sau ${String(minutes)} phút nữa. Thông tin chưa gửi đi sẽ không được lưu.`,
    /** Where it cannot be extended. */
    last: (minutes: number) =>
      `Phiên làm việc kết thúc trong vòng ${String(minutes)} phút và không thể gia hạn thêm. Hãy gửi thông tin quý vị đã nhập trước lúc đó.`,
    expiredTitle: 'Phiên làm việc đã kết thúc',
    expired: 'Thông tin chưa gửi đi không được lưu lại. Quý vị có thể đóng hộp này để chép lại những gì đã nhập.',
    failed: 'Chưa gia hạn được vì không kết nối được máy chủ. Hãy kiểm tra mạng và thử lại.',
    extend: 'Tiếp tục sử dụng',
    extended: 'Đã gia hạn phiên làm việc.',
    startAgain: 'Bắt đầu lại',
    close: 'Đóng',
  },
  problems: problemsVi,
  goingOn: {
    title: 'Đang chuyển tiếp',
    to: (host: string) => `Quý vị đang được đưa đến ${host}.`,
    hint: 'Nếu trang không tự chuyển, vui lòng chọn “Tiếp tục”.',
  },
  problem: {
    whatToDo: 'Quý vị nên làm gì',
    reference: 'Thông tin để được hỗ trợ',
    referenceHint: 'Khi liên hệ hỗ trợ, vui lòng cung cấp hai mã dưới đây. Các mã này không chứa thông tin cá nhân của quý vị.',
    code: 'Mã lỗi',
    traceId: 'Mã truy vết',
    home: 'Về trang chủ',
    retryAfter,
    /** At a form that looks something up, with what was typed. */
    tooManyLookUps: (seconds: number) => `Có quá nhiều lần tra cứu không đúng trong thời gian ngắn. ${retryAfter(seconds)}`,
  },
};
