import { z } from 'zod';
import { parseBirthDate, parseCitizenNumber, parsePersonalName, parsePhone, type Account } from '#identity/accounts';
import type { IdentityServices } from './services.ts';

/** Turns an account off (or locks it) and ends everything it had open, in one transaction: sessions, grants, tokens. */
export async function disableAccount(
  services: Pick<IdentityServices, 'db' | 'accounts' | 'store'>,
  input: { id: string; status: 'disabled' | 'locked'; reason: string; actor: string },
): Promise<void> {
  const { db, accounts, store } = services;
  await db.transaction(async (tx) => {
    await accounts.setStatus(tx, input);
    await store.endSessionsOf(tx, { accountId: input.id, reason: `account-${input.status}` });
    await store.revokeGrants(tx, { accountId: input.id });
  });
}

const text = z.string().trim().min(1).max(300);

/** What an import may say of a person: names in snake_case, or the same in camelCase. */
const accountInput = z.strictObject({
  citizen_number: text,
  name: text,
  birth_date: text,
  phone: text,
  gender: z.enum(['male', 'female']).optional(),
  email: z.email().optional(),
  address: text.optional(),
  language: z.enum(['vi', 'en']).default('vi'),
  password: z.string().max(1000).optional(),
  totp_secret: z.string().max(200).optional(),
  verified: z.boolean().default(false),
  organisations: z.array(z.strictObject({ tax_code: text, name: text })).default([]),
});

/** Why an account was not made: each member with what is wrong. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}

/**
 * Creates an account from JSON, as imports, tests and demo data do: whole or not at all. An operator answers for the
 * phone number and, with `verified`, for the identity. Throws ImportRefused with everything that is wrong.
 */
export async function importAccount(
  services: Pick<IdentityServices, 'db' | 'accounts' | 'events' | 'clock'>,
  input: unknown,
  actor: string,
): Promise<Account> {
  const { db, accounts, events } = services;
  const parsed = accountInput.safeParse(snakeCased(input));
  if (!parsed.success)
    throw new ImportRefused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'account'}: ${issue.message}`).join('; '));
  const given = parsed.data;
  const name = parsePersonalName(given.name);
  const phone = parsePhone(given.phone);
  const birthDate = parseBirthDate(given.birth_date, services.clock.now());
  const citizenNumber = parseCitizenNumber(given.citizen_number);
  const complaints = [
    citizenNumber === null ? 'citizen_number: must have exactly 12 digits' : null,
    name === null ? 'name: is not a name' : null,
    phone === null ? 'phone: is not a mobile number' : null,
    birthDate === null ? 'birth_date: must be a date like 1985-02-17' : null,
    given.totp_secret === undefined || /^[A-Z2-7]{16,}=*$/.test(given.totp_secret) ? null : 'totp_secret: must be base32, at least 80 bits',
  ].filter((complaint) => complaint !== null);
  if (citizenNumber === null || name === null || phone === null || birthDate === null || complaints.length > 0)
    throw new ImportRefused(complaints.join('; '));

  const { password } = given;
  const weakness =
    password === undefined ? null : accounts.password.weakness(password, { citizenNumber, name, birthDate, phone: phone.e164 });
  if (weakness !== null) throw new ImportRefused(`password: ${weakness}`);
  const prepared = password === undefined ? null : await accounts.password.prepare(password);

  return db.transaction(async (tx) => {
    const outcome = await accounts.create(tx, {
      citizenNumber,
      name,
      birthDate,
      phone: phone.e164,
      language: given.language,
      gender: given.gender,
      email: given.email,
      address: given.address,
      identityLevel: given.verified ? 2 : 1,
      organisations: given.organisations.map((each) => ({ taxCode: each.tax_code, name: each.name })),
    });
    if ('taken' in outcome)
      throw new ImportRefused(`${outcome.taken === 'phone' ? 'phone' : 'citizen_number'}: belongs to an account already`);
    const { created } = outcome;
    if (prepared !== null) await accounts.password.set(tx, { accountId: created.id, password: prepared });
    if (given.totp_secret !== undefined) await accounts.totp.import(tx, { accountId: created.id, secret: given.totp_secret });
    await events.record(tx, { type: 'account.imported', accountId: created.id, actor, detail: { verified: given.verified } });
    return created;
  });
}

/** Accepts `citizenNumber` for `citizen_number`, and `verification: 'verified'` or `identity_level: 2` for `verified: true`. */
function snakeCased(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const renamed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(input)) renamed[key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  const { verification, identity_level: level, date_of_birth: born, ...rest } = renamed;
  if (born !== undefined && rest['birth_date'] === undefined) rest['birth_date'] = born;
  if (rest['verified'] === undefined && (verification !== undefined || level !== undefined)) {
    rest['verified'] = level === 2 || verification === 'verified' || verification === true || verification === 2 || verification === 'LoA2';
  }
  return rest;
}
