import { ImportRefused, importAccount } from './administration.ts';
import type { IdentityServices } from './services.ts';

export const DEMO_PASSWORD = 'Mot-Cua-Demo-2026';
export const DEMO_TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

interface DemoAccount {
  readonly citizen_number: string;
  readonly name: string;
  readonly birth_date: string;
  readonly gender: 'male' | 'female';
  readonly phone: string;
  readonly address: string;
  readonly verified: boolean;
  readonly totp: boolean;
  readonly about: string;
  readonly organisations?: readonly { readonly tax_code: string; readonly name: string }[];
}

const hanoi = (number: number): string => `Số ${number} phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội`;

const person = (citizen_number: string, name: string, birth_date: string, about: string, more: Partial<DemoAccount> = {}): DemoAccount => ({
  citizen_number,
  name,
  birth_date,
  gender: 'male',
  phone: `0912${citizen_number.slice(-6)}`,
  address: hanoi(Number(citizen_number.slice(-3))),
  verified: true,
  totp: true,
  about,
  ...more,
});

/** The people of the sandbox; plainly fictitious, and the same as in its simulated population register. */
export const demoAccounts: readonly DemoAccount[] = [
  person('001085000011', 'Nguyễn Văn Thử', '1985-02-17', 'citizen, self-declared, password only', { verified: false, totp: false }),
  person('001190000022', 'Trần Thị Mẫu', '1990-07-05', 'citizen, verified, password + TOTP', { gender: 'female' }),
  person('079075000033', 'Lê Văn Ví Dụ', '1975-11-30', 'citizen, verified, password + TOTP, legal representative of an organisation', {
    address: 'Số 33 đường Minh Họa, phường Mẫu, Thành phố Hồ Chí Minh',
    organisations: [{ tax_code: '0000000017', name: 'Công ty Ví Dụ Một Cửa' }],
  }),
  person('001080000101', 'Phạm Văn Đăng Ký', '1980-01-01', 'registrar'),
  person('001080000102', 'Phan Văn Phê Duyệt', '1980-01-02', 'registrar'),
  person('001080000103', 'Hoàng Văn Bảo Mật', '1980-01-03', 'security officer'),
  person('001080000104', 'Vũ Văn Kiểm Toán', '1980-01-04', 'auditor'),
  person('001080000105', 'Đỗ Văn Hỗ Trợ', '1980-01-05', 'support'),
  person('089082000201', 'Bùi Văn Tiếp Nhận', '1982-06-15', 'officer of the sample province', {
    address: 'Số 201 đường Minh Họa, phường Mẫu, tỉnh An Giang',
  }),
  person('001082000202', 'Đặng Văn Kỹ Sư', '1982-09-09', 'engineer of the sample ministry'),
];

/** Makes the demo accounts that are not there yet; returns how many it made. For localhost only: the passwords are public. */
export async function seedDemo(services: Pick<IdentityServices, 'db' | 'accounts' | 'events' | 'options' | 'clock'>): Promise<number> {
  if (!services.options.localhost) throw new Error('demo data exists only where the host of IDENTITY_URL is localhost');
  let made = 0;
  for (const { totp, about: _about, ...person } of demoAccounts) {
    if ((await services.accounts.findByIdentifier(services.db, person.citizen_number)) !== null) continue;
    try {
      await importAccount(services, { ...person, password: DEMO_PASSWORD, ...(totp ? { totp_secret: DEMO_TOTP } : {}) }, 'seed');
      made += 1;
    } catch (error) {
      // Two starting processes may seed at once; the account is there either way.
      if (!(error instanceof ImportRefused) || !error.message.includes('belongs to an account already')) throw error;
    }
  }
  return made;
}
