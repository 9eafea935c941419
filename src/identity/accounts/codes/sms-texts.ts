import type { Language } from '#shared/texts';
import type { CodePurpose } from './contract.ts';

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
