import { z } from 'zod';
import { statement } from '#shared/db';
import { companionColumns, companionJoins, companionRow, keys, payloadColumn } from '#identity/store/rows';

const codeRow = companionRow.extend({
  place: z.number(),
  payload: payloadColumn,
  consumed_at: z.date().nullable(),
  used_by: z.instanceof(Buffer).nullable(),
});
export type CodeRow = z.infer<typeof codeRow>;

/** A code, and who used it. Primary key, and those of its companions. */
export const findCode = statement(
  'store.authorization-code.find-with-use',
  `SELECT k.place::int AS place, t.payload, t.consumed_at, t.used_by, ${companionColumns}
   FROM ${keys} JOIN identity.authorization_code t ON t.id = k.id ${companionJoins}`,
  codeRow,
);
