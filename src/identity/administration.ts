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

/** An import makes the account: its operator answers for what comes with it. */
const BOUND = 3;

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
  const document = snakeCased(input);
  const parsed = accountInput.safeParse(document);
  const said = (member: string): string => {
    const value = (document as Record<string, unknown> | null)?.[member];
    return typeof value === 'string' ? value : '';
  };
  const name = parsePersonalName(said('name'));
  const phone = parsePhone(said('phone'));
  const birthDate = parseBirthDate(said('birth_date'), services.clock.now());
  const citizenNumber = parseCitizenNumber(said('citizen_number'));
  const about = {
    ...(citizenNumber === null ? {} : { citizenNumber }),
    ...(name === null ? {} : { name }),
    ...(birthDate === null ? {} : { birthDate }),
  };
  const weakness = said('password') === '' ? null : accounts.password.weakness(said('password'), about);
  const secret = said('totp_secret').replace(/=+$/, '');
  const complaints = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) complaints.set(issue.path.join('.') || 'account', issue.message);
  if (citizenNumber === null) complaints.set('citizen_number', 'must have exactly 12 digits');
  if (name === null) complaints.set('name', 'is not a name');
  if (phone === null) complaints.set('phone', 'is not a mobile number');
  if (birthDate === null) complaints.set('birth_date', 'must be a date like 1985-02-17');
  if (weakness !== null) complaints.set('password', weakness);
  if (secret !== '' && !/^[A-Z2-7]{26,128}$/.test(secret))
    complaints.set('totp_secret', 'must be base32 of 26 to 128 characters (RFC 4226 asks for 128 bits or more)');
  if (!parsed.success || citizenNumber === null || name === null || phone === null || birthDate === null || complaints.size > 0)
    throw new ImportRefused([...complaints].map(([member, problem]) => `${member}: ${problem}`).join('; '));
  const given = parsed.data;
  const { password } = given;
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
    if (prepared !== null) await accounts.password.set(tx, { accountId: created.id, password: prepared, bound: BOUND });
    if (secret !== '') await accounts.totp.import(tx, { accountId: created.id, secret, bound: BOUND });
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
