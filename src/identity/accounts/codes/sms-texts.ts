import type { Language } from '#shared/texts';

export type CodePurpose = 'register' | 'sign-in' | 'recover' | 'change-phone';

const purposes: Readonly<Record<Language, Readonly<Record<CodePurpose, string>>>> = {
  vi: {
    register: 'đăng ký tài khoản',
    'sign-in': 'đăng nhập',
    recover: 'khôi phục tài khoản',
    'change-phone': 'đổi số điện thoại',
  },
  en: {
    register: 'register an account',
    'sign-in': 'sign in',
    recover: 'recover your account',
    'change-phone': 'change your phone number',
  },
};

/** The text of a code message: names the service and the purpose, warns against passing it on, and never has a link. */
export function codeText(language: Language, purpose: CodePurpose, code: string): string {
  return language === 'vi'
    ? `Một Cửa: ${code} là mã để ${purposes.vi[purpose]}, hiệu lực 10 phút. Không đưa mã này cho bất kỳ ai; cán bộ không bao giờ hỏi mã.`
    : `Một Cửa: ${code} is your code to ${purposes.en[purpose]}, valid for 10 minutes. Never give it to anybody; officials never ask for it.`;
}

/** Tells the owner that somebody tried to register a number that is already theirs. */
export function alreadyRegisteredText(language: Language): string {
  return language === 'vi'
    ? 'Một Cửa: có người vừa thử đăng ký bằng số định danh hoặc số điện thoại của bạn. Bạn đã có tài khoản; hãy đăng nhập như thường lệ. Nếu không phải bạn, bạn không cần làm gì.'
    : 'Một Cửa: somebody just tried to register with your citizen number or phone number. You already have an account; sign in as usual. If it was not you, you need not do anything.';
}
