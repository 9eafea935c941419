import type { ClientRow } from '#identity/clients';
import type { Release } from '#identity/sign-in';

const data: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  openid: ['Mã nhận biết riêng cho cơ quan này', 'An identifier made for this agency alone'],
  profile: ['Họ tên, ngày sinh, giới tính', 'Name, date of birth, gender'],
  phone: ['Số điện thoại', 'Phone number'],
  email: ['Thư điện tử', 'E-mail address'],
  address: ['Địa chỉ', 'Address'],
  citizen_id: ['Số định danh cá nhân, mức xác thực', 'Citizen number, level of verification'],
  organisation: ['Tổ chức mà bạn đại diện', 'Organisations you represent'],
  offline_access: ['Truy cập khi bạn không đăng nhập', 'Access while you are not signed in'],
  dvcqg: [
    'Họ tên, số định danh, mã số thuế, số điện thoại, thư điện tử, địa chỉ',
    'Name, citizen number, tax code, phone, e-mail, address',
  ],
};

/** What a portal receives for the scopes it asks for, with the purpose and legal basis on its registration. */
export function releasesOf(client: ClientRow, asked: ReadonlySet<string>): readonly Release[] {
  return client.scopes
    .filter((grant) => asked.has(grant.scope))
    .map((grant) => {
      const [vi, en] = data[grant.scope] ?? [grant.scope, grant.scope];
      return {
        scope: grant.scope,
        data: { vi, en },
        purpose: { vi: grant.purpose_vi, en: grant.purpose_en },
        legalBasis: { vi: grant.legal_basis, en: grant.legal_basis },
      };
    });
}
