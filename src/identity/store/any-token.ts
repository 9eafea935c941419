import { maybe } from '#shared/db';
import type { z } from 'zod';
import type { Companions } from './companions.ts';
import type { StoreOptions } from './contract.ts';
import { keyOf } from './identifiers.ts';
import { runningRequest } from './request.ts';
import { anyToken } from './token-sql.ts';

type Found = z.infer<(typeof anyToken)['row']>;

/** Looks for a value among all tokens at once, where the provider asks for one kind after the other. */
export interface AnyToken {
  /** The row when it is a token of this kind, null when it is not, undefined when this request does not ask for all kinds. */
  find(kind: Found['kind'], id: string): Promise<Found | null> | undefined;
}

const routes = new Set(['introspection', 'revocation']);

/** Introspection and revocation are told a value, not what it is: one statement answers all three questions. */
export function createAnyToken({ db }: Pick<StoreOptions, 'db'>, companions: Companions): AnyToken {
  const asked = new WeakMap<object, { readonly id: string; readonly row: Promise<Found | null> }>();
  const read = async (id: string): Promise<Found | null> => {
    const row = await maybe(db, anyToken, [keyOf(id)]);
    if (row !== null) companions.keep(row);
    return row;
  };
  return {
    find(kind, id) {
      const request = runningRequest();
      if (request?.oidc === undefined || !routes.has(request.oidc.route ?? '')) return undefined;
      const known = asked.get(request);
      const row = known?.id === id ? known.row : read(id);
      asked.set(request, { id, row });
      return row.then((found) => (found?.kind === kind ? found : null));
    },
  };
}
