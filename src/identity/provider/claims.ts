import type { Account } from '#identity/accounts';

/** All claims of an account as oidc-provider picks from; which of them leave is decided by scope and grant. */
export function claimsOf(account: Account, context: { sub: string; acr: string | undefined }): Record<string, unknown> {
  const organisation = account.organisations[0];
  return compact({
    sub: account.id,
    name: account.name,
    birthdate: account.birthDate,
    gender: account.gender,
    locale: account.language,
    phone_number: account.phone,
    phone_number_verified: true,
    email: account.email,
    email_verified: account.email === null ? null : account.emailVerified,
    address: account.address === null ? null : { formatted: account.address, country: 'VN' },
    citizen_id: account.citizenNumber,
    identity_level: account.identityLevel,
    organisations: account.organisations.map((each) => ({ tax_code: each.taxCode, name: each.name })),
    // The names of the older national SSO (modelled on public adapters); TechID is the subject identifier itself.
    TechID: context.sub,
    LoaiTaiKhoan: organisation === undefined ? '1' : '2',
    SoDinhDanh: account.citizenNumber,
    MaSoThue: organisation?.taxCode ?? null,
    TenDoanhNghiep: organisation?.name ?? null,
    HoVaTen: account.name,
    GioiTinh: account.gender === null ? null : account.gender === 'male' ? '1' : '2',
    SoDienThoai: account.phone.replace(/^\+84/, '0'),
    ThuDienTu: account.email,
    DiaChi: account.address,
    loAs: context.acr ?? null,
  });
}

const compact = (claims: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
