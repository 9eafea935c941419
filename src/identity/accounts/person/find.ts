import type { BlindIndex } from '#shared/crypto';
import { maybe } from '#shared/db';
import { openAccount } from './account-row.ts';
import { findByCitizenNumber, findById, findByPhone } from './account-sql.ts';
import { parseCitizenNumber } from './citizen-number.ts';
import type { People } from './contract.ts';
import type { PersonDeps } from './deps.ts';
import { parsePhone } from './phone.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Finding accounts by id and by what a person types. */
export function createFind(deps: Pick<PersonDeps, 'sealer' | 'blindIndex'>): Pick<People, 'find' | 'findByIdentifier'> {
  return {
    async find(tx, id) {
      if (!UUID.test(id)) return null;
      const row = await maybe(tx, findById, [id]);
      return row === null ? null : openAccount(deps.sealer, row);
    },
    async findByIdentifier(tx, identifier) {
      const { citizenNumber, phone } = indexesOf(deps.blindIndex, identifier);
      if (citizenNumber === null && phone === null) return null;
      const row = await (citizenNumber === null ? maybe(tx, findByPhone, [phone]) : maybe(tx, findByCitizenNumber, [citizenNumber]));
      return row === null ? null : openAccount(deps.sealer, row);
    },
  };
}

/** The blind index of what a person typed to say who they are: of a citizen number or of a phone, never of both. */
export function indexesOf(blindIndex: BlindIndex, identifier: string): { citizenNumber: Buffer | null; phone: Buffer | null } {
  const citizenNumber = parseCitizenNumber(identifier);
  if (citizenNumber !== null) return { citizenNumber: blindIndex('citizen-number', citizenNumber), phone: null };
  const phone = parsePhone(identifier);
  return { citizenNumber: null, phone: phone === null ? null : blindIndex('phone', phone.e164) };
}
