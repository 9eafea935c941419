import { uuidv7 } from '#shared/crypto';
import { maybe, run, type Tx } from '#shared/db';
import { problem } from '#shared/problem';
import { accountPlace, openAccount, type SealedColumn } from './account-row.ts';
import { findByCitizenNumber, findById, findByPhone, insertAccount, insertOrganisation } from './account-sql.ts';
import { atomically } from './atomically.ts';
import { parseBirthDate } from './birth-date.ts';
import { doubtsAbout, parseCitizenNumber } from './citizen-number.ts';
import type { NewAccount, People } from './contract.ts';
import type { PersonDeps } from './deps.ts';
import { parseEmail } from './email.ts';
import { parsePersonalName } from './personal-name.ts';
import { parsePhone } from './phone.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Creates accounts. Malformed data is `request.invalid` naming the field; data that contradict one another are accepted
 * and marked for review. Two unique indexes decide every race.
 */
export function createCreate(deps: PersonDeps): People['create'] {
  return (tx, input) =>
    atomically(deps.db, tx, async (inside) => {
      const declared = checked(input, deps.clock.now());
      // The owner that made an insert yield can be gone by the time it is looked up; then the number is free again.
      for (let round = 0; round < 3; round += 1) {
        const id = await insert(inside, deps, declared);
        if (id !== null) {
          const row = await maybe(inside, findById, [id]);
          if (row === null) throw new Error('an account disappeared in the transaction that created it');
          return { created: openAccount(deps.sealer, row) };
        }
        const byNumber = await maybe(inside, findByCitizenNumber, [deps.blindIndex('citizen-number', declared.citizenNumber)]);
        if (byNumber !== null) return { taken: 'citizen-number', owner: openAccount(deps.sealer, byNumber) };
        const byPhone = await maybe(inside, findByPhone, [deps.blindIndex('phone', declared.phone)]);
        if (byPhone !== null) return { taken: 'phone', owner: openAccount(deps.sealer, byPhone) };
      }
      throw problem('service.busy', { retryAfter: 1 });
    });
}

type Declared = Omit<NewAccount, 'phone'> & { readonly phone: string; readonly needsReview: boolean };

function checked(input: NewAccount, now: Date): Declared {
  const citizenNumber = required(parseCitizenNumber(input.citizenNumber), 'citizenNumber');
  const name = required(parsePersonalName(input.name), 'name');
  const birthDate = required(parseBirthDate(input.birthDate, now), 'birthDate');
  const phone = required(parsePhone(input.phone), 'phone').e164;
  const email = input.email === undefined ? undefined : required(parseEmail(input.email), 'email');
  const address = input.address === undefined ? undefined : required(parseAddress(input.address), 'address');
  if (input.id !== undefined && !UUID.test(input.id)) throw problem('request.invalid', { detail: 'id' });
  const doubts = doubtsAbout({ citizenNumber, birthDate, gender: input.gender });
  return { ...input, citizenNumber, name, birthDate, phone, email, address, needsReview: doubts.length > 0 };
}

function required<T>(value: T | null, field: string): T {
  if (value === null) throw problem('request.invalid', { detail: field });
  return value;
}

function parseAddress(input: string): string | null {
  const address = input.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  return address.length > 0 && address.length <= 300 && !/\p{Cc}/u.test(address) ? address : null;
}

async function insert(tx: Tx, deps: PersonDeps, account: Declared): Promise<string | null> {
  const now = deps.clock.now();
  const id = account.id ?? uuidv7(now);
  const seal = (column: SealedColumn, value: string | undefined): Buffer | null =>
    value === undefined ? null : deps.sealer.seal(value, accountPlace(column, id));
  const inserted = await run(tx, insertAccount, [
    id,
    now,
    account.language,
    account.identityLevel ?? 1,
    account.needsReview,
    seal('citizen_number', account.citizenNumber),
    deps.blindIndex('citizen-number', account.citizenNumber),
    seal('phone', account.phone),
    deps.blindIndex('phone', account.phone),
    seal('name', account.name),
    seal('birth_date', account.birthDate),
    seal('gender', account.gender),
    seal('email', account.email),
    account.email === undefined ? null : deps.blindIndex('email', account.email),
    seal('address', account.address),
  ]);
  if (inserted !== 1) return null;
  for (const organisation of account.organisations ?? []) {
    await run(tx, insertOrganisation, [id, organisation.taxCode, organisation.name]);
  }
  await deps.events.record(tx, {
    type: 'account.created',
    accountId: id,
    actor: id,
    detail: { identityLevel: account.identityLevel ?? 1, needsReview: account.needsReview },
  });
  return id;
}
