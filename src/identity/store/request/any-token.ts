import { maybe, type Db } from '#shared/db';
import { keyOf } from '#identity/store/rows';
import { anyToken, type AnyTokenRow } from './any-token-sql.ts';
import type { Companions } from './companions.ts';
import type { RequestMemory } from './memory.ts';
import { currentRoute } from './memory.ts';

/** Looks for a value among all tokens at once, where the provider asks for one kind after the other. */
export interface AnyToken {
  /** The row when it is a token of this kind, null when it is not, undefined when this request does not ask for all kinds. */
  find(kind: AnyTokenRow['kind'], id: string): Promise<AnyTokenRow | null> | undefined;
}

const routes = new Set(['introspection', 'revocation']);

/** Introspection and revocation are told a value, not what it is: one statement answers all three questions. */
export function createAnyToken(db: Db, memory: RequestMemory, companions: Companions): AnyToken {
  const read = async (id: string): Promise<AnyTokenRow | null> => {
    const row = await maybe(db, anyToken, [keyOf(id)]);
    if (row !== null) companions.keep(row);
    return row;
  };
  return {
    find(kind, id) {
      const slots = routes.has(currentRoute() ?? '') ? memory.running() : undefined;
      if (slots === undefined) return undefined;
      if (slots.told?.id !== id) slots.told = { id, row: read(id) };
      return slots.told.row.then((found) => (found?.kind === kind ? found : null));
    },
  };
}
