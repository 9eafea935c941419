import type { Place, Sealer } from '#shared/crypto';
import type { Account } from './contract.ts';
import type { AccountRow } from './account-sql.ts';

/** The columns of identity.account that are sealed. */
export type SealedColumn = 'citizen_number' | 'phone' | 'name' | 'birth_date' | 'gender' | 'email' | 'address';

/** Where a sealed column of one account lives. */
export function accountPlace(column: SealedColumn, row: string): Place {
  return { table: 'identity.account', column, row };
}

/** Opens a stored row. Throws when any value was altered or comes from another row or column. */
export function openAccount(sealer: Sealer, row: AccountRow): Account {
  const open = (column: SealedColumn, sealed: Buffer): string => sealer.open(sealed, accountPlace(column, row.id));
  const gender = row.gender === null ? null : open('gender', row.gender);
  return {
    id: row.id,
    status: row.status,
    identityLevel: row.identity_level,
    needsReview: row.needs_review,
    citizenNumber: open('citizen_number', row.citizen_number),
    name: open('name', row.name),
    birthDate: open('birth_date', row.birth_date),
    gender: gender === 'male' || gender === 'female' ? gender : null,
    phone: open('phone', row.phone),
    email: row.email === null ? null : open('email', row.email),
    emailVerified: row.email_verified,
    address: row.address === null ? null : open('address', row.address),
    language: row.language,
    organisations: row.organisations,
    createdAt: row.created_at,
  };
}
