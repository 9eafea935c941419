/** What the identity scopes stand for, shown to citizens and used as defaults when a registration names no purpose. */
export interface ScopeGrant {
  readonly scope: string;
  readonly purpose_vi: string;
  readonly purpose_en: string;
  /** Law, decree or decision that lets the agency ask for it. */
  readonly legal_basis: string;
  /** True when the release needs the person's own consent; false when the law asks for it and informing is enough. */
  readonly consent: boolean;
}

/** Claims by scope (OpenID Connect Core section 5.4 and design section 5); `dvcqg` gives the older national SSO's names. */
export const claimsByScope = {
  openid: ['sub'],
  profile: ['name', 'birthdate', 'gender', 'locale'],
  phone: ['phone_number', 'phone_number_verified'],
  email: ['email', 'email_verified'],
  address: ['address'],
  citizen_id: ['citizen_id', 'identity_level'],
  organisation: ['organisations'],
  dvcqg: [
    'TechID',
    'LoaiTaiKhoan',
    'SoDinhDanh',
    'MaSoThue',
    'TenDoanhNghiep',
    'HoVaTen',
    'GioiTinh',
    'SoDienThoai',
    'ThuDienTu',
    'DiaChi',
    'loAs',
  ],
} as const satisfies Record<string, readonly string[]>;

export const identityScopes: readonly string[] = [...Object.keys(claimsByScope), 'offline_access'];

const purposes: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  openid: ['Nhận biết bạn khi bạn quay lại', 'Recognise you when you come back'],
  profile: ['Điền sẵn họ tên, ngày sinh và giới tính', 'Fill in your name, date of birth and gender'],
  phone: ['Liên hệ và thông báo qua số điện thoại của bạn', 'Contact and notify you by phone'],
  email: ['Gửi thông báo và kết quả qua thư điện tử', 'Send notices and results by e-mail'],
  address: ['Xác định cơ quan có thẩm quyền nơi bạn cư trú', 'Find the authority that is competent where you live'],
  citizen_id: ['Xác định danh tính của bạn trong thủ tục hành chính', 'Identify you in an administrative procedure'],
  organisation: ['Cho phép bạn làm thủ tục thay tổ chức mà bạn đại diện', 'Let you act for the organisation you represent'],
  offline_access: ['Tiếp tục xử lý hồ sơ khi bạn không còn đăng nhập', 'Go on with your dossier while you are not signed in'],
  dvcqg: [
    'Cung cấp dữ liệu định danh theo chuẩn đăng nhập một lần trước đây',
    'Give identity data in the form of the older single sign-on',
  ],
};

/** The scope with its usual purpose; the legal basis names the one-stop decree unless the registration says otherwise. */
export function defaultGrant(scope: string): ScopeGrant {
  const [vi, en] = purposes[scope] ?? [`Sử dụng dịch vụ ${scope}`, `Use the service ${scope}`];
  return { scope, purpose_vi: vi, purpose_en: en, legal_basis: 'Nghị định 118/2025/NĐ-CP', consent: scope === 'offline_access' };
}
