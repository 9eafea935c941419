import { accountPlace, type SealedColumn } from '#identity/accounts';
import { uuidv7 } from '#shared/crypto';
import { many, one } from '#shared/db';
import { DEMO_PASSWORD } from './demo.ts';
import * as sql from './scale-sql.ts';
import { MOST_PEOPLE, scalePerson, type ScalePerson } from './scale-people.ts';
import type { IdentityServices } from './services.ts';

const BATCH = 1000;
/** Batches under way at once: one is sealed while the database writes the other. */
const LANES = 2;

/**
 * Makes accounts 0 to `accounts` of the fictitious people that are not there yet, and returns how many it made. Each is
 * sealed, indexed and audited like any other, and signs in with the demo password, which is hashed once for all of them.
 * Safe to break off and repeat. Refuses to work where the issuer's host is not localhost: the password is public.
 */
export async function seedScaleAccounts(
  services: Pick<IdentityServices, 'db' | 'clock' | 'accounts' | 'sealer' | 'blindIndex' | 'options'>,
  input: { readonly accounts: number; readonly progress: (done: number) => void },
): Promise<number> {
  const { db, clock, accounts, options } = services;
  if (!options.localhost) throw new Error('accounts to scale with exist only where the host of IDENTITY_URL is localhost');
  if (input.accounts > MOST_PEOPLE) throw new Error(`there are no more than ${MOST_PEOPLE} people to scale with`);
  const { digest } = await accounts.password.prepare(DEMO_PASSWORD);
  let made = 0;
  let done = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < input.accounts) {
      const from = next;
      next = Math.min(from + BATCH, input.accounts);
      const people = Array.from({ length: next - from }, (_, index) => scalePerson(from + index));
      const missing = await withoutAccount(services, people);
      if (missing.length > 0) {
        const inserted = await one(db, sql.insertAccounts, columns(services, missing, { now: clock.now(), digest }));
        made += inserted.made;
      }
      done += people.length;
      input.progress(done);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return made;
}

async function withoutAccount(
  { db, blindIndex }: Pick<IdentityServices, 'db' | 'blindIndex'>,
  people: readonly ScalePerson[],
): Promise<ScalePerson[]> {
  const indexes = people.map((person) => blindIndex('citizen-number', person.citizenNumber));
  const known = new Set((await many(db, sql.knownNumbers, [indexes])).map((row) => row.citizen_number_index.toString('base64')));
  return people.filter((_, index) => !known.has(indexes[index]?.toString('base64') ?? ''));
}

/** What the statement takes: one list for each column. */
function columns(
  { sealer, blindIndex }: Pick<IdentityServices, 'sealer' | 'blindIndex'>,
  people: readonly ScalePerson[],
  { now, digest }: { now: Date; digest: string },
): unknown[] {
  const ids = people.map(() => uuidv7(now));
  const sealed = (column: SealedColumn, value: (person: ScalePerson) => string | undefined): (Buffer | null)[] =>
    people.map((person, index) => {
      const text = value(person);
      return text === undefined ? null : sealer.seal(text, accountPlace(column, ids[index] ?? ''));
    });
  return [
    ids,
    now,
    digest,
    'seed',
    people.map((person) => (person.verified ? 2 : 1)),
    sealed('citizen_number', (person) => person.citizenNumber),
    people.map((person) => blindIndex('citizen-number', person.citizenNumber)),
    sealed('phone', (person) => person.phone),
    people.map((person) => blindIndex('phone', person.phone)),
    sealed('name', (person) => person.name),
    sealed('birth_date', (person) => person.birthDate),
    sealed('gender', (person) => person.gender),
    sealed('email', (person) => person.email),
    people.map((person) => (person.email === undefined ? null : blindIndex('email', person.email))),
    sealed('address', (person) => person.address),
  ];
}
