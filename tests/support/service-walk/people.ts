import type { JWK } from 'jose';
import { operate as run } from '../operator.ts';
import type { TestSystem } from '../system.ts';
import type { Account } from './caller.ts';

const password = 'Con-Trau-Xanh-2026';
const app = 'KRSXG5DSNFXGOIDTNZXXEZLTOQQGC3TP';
const person = (citizenNumber: string, name: string, verified = true): Account & { verified: boolean } => ({
  ...{ citizenNumber, name, password, verified },
  app: verified ? app : null,
});

/** Fictitious people with unmistakable names. The officer of H26 is the demo's. */
export const accounts = {
  owner: person('001190700001', 'Hồ Thị Riêng Tư'),
  other: person('001190700002', 'Mai Văn Kẻ Khác'),
  outsider: { ...person('001082700003', 'Lý Văn Tỉnh Khác'), passkey: true },
  /** Only says that they are the member of staff whose number this is; nobody has verified it. */
  impostor: person('001082700004', 'Đinh Văn Mạo Danh', false),
} as const;
export const officer: Account = {
  citizenNumber: '089082000201',
  name: 'Bùi Văn Tiếp Nhận',
  password: 'Mot-Cua-Demo-2026',
  app: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  passkey: true,
};

/** Runs an operator's command that must succeed on the running system. */
export async function operate(system: TestSystem, words: readonly string[], input?: unknown): Promise<Record<string, unknown>> {
  const { code, out, err } = await run([...words, '--json'], { env: { PATH: process.env['PATH'], ...system.env }, input });
  if (code !== 0) throw new Error(`${words.join(' ')} failed (${String(code)}): ${err}`);
  return JSON.parse(out) as Record<string, unknown>;
}

export async function createAccounts(system: TestSystem): Promise<void> {
  for (const [index, each] of Object.values(accounts).entries()) {
    await operate(system, ['account', 'create'], {
      ...{ citizen_number: each.citizenNumber, name: each.name, birth_date: '1990-07-05', gender: 'female', password: each.password },
      ...{ phone: `091270000${String(index + 1)}`, email: `nguoi-${String(index + 1)}@rieng-tu.example`, verified: each.verified },
      address: `Số ${String(index + 1)} ngõ Kín Đáo, phường Mẫu, thành phố Hà Nội`,
      ...(each.app === null ? {} : { totp_secret: each.app }),
    });
  }
}

/** A program's client with `client_credentials`, as an operator registers one. */
export async function createClient(
  system: TestSystem,
  about: { name: string; scope: string },
): Promise<{ readonly clientId: string; readonly key: JWK }> {
  const made = await operate(system, ['client', 'create'], {
    ...{ agency: 'G01', client_name: about.name, grant_types: ['client_credentials'], scope: about.scope },
  });
  const [key] = (made['private_jwks'] as { keys: JWK[] }).keys;
  return { clientId: String(made['client_id']), key: key as JWK };
}

/** Makes somebody staff of an agency, as an operator does. */
export async function makeStaff(system: TestSystem, about: { citizenNumber: string; agency: string }): Promise<void> {
  await operate(system, ['staff', 'add'], { citizen_number: about.citizenNumber, agency: about.agency, name: 'Cán bộ thử' });
}
