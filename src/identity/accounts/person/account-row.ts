import type { Place, Sealer } from '#shared/crypto';
import type { AccountRow } from './account-sql.ts';
import type { Account } from './contract.ts';

/** The columns of identity.account that are sealed. */
export type SealedColumn = 'citizen_number' | 'phone' | 'name' | 'birth_date' | 'gender' | 'email' | 'address';

/** Where a sealed column of one account lives. */
export function accountPlace(column: SealedColumn, row: string): Place {
  return { table: 'identity.account', column, row };
}

/**
 * Opens a stored row; each sealed value when it is asked for, since most steps need one or two of them. Asking throws when the value was
 * altered or comes from another row or column.
 */
export function openAccount(sealer: Sealer, row: AccountRow): Account {
  const opened = new Map<SealedColumn, string>();
  const open = (column: SealedColumn, sealed: Buffer): string => {
    const text = opened.get(column) ?? sealer.open(sealed, accountPlace(column, row.id));
    opened.set(column, text);
    return text;
  };
  return {
    id: row.id,
    status: row.status,
    identityLevel: row.identity_level,
    needsReview: row.needs_review,
    get citizenNumber() {
      return open('citizen_number', row.citizen_number);
    },
    get name() {
      return open('name', row.name);
    },
    get birthDate() {
      return open('birth_date', row.birth_date);
    },
    get gender() {
      const gender = row.gender === null ? null : open('gender', row.gender);
      return gender === 'male' || gender === 'female' ? gender : null;
    },
    get phone() {
      return open('phone', row.phone);
    },
    get email() {
      return row.email === null ? null : open('email', row.email);
    },
    emailVerified: row.email_verified,
    get address() {
      return row.address === null ? null : open('address', row.address);
    },
    language: row.language,
    organisations: row.organisations,
    createdAt: row.created_at,
  };
}
