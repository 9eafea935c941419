import { z } from 'zod';
import { statement } from '#shared/db';
import { companionColumns, companionJoins, companionRow, keys, payloadColumn } from '#identity/store/rows';

/** A refresh token and what became of it. Primary key, twice, and those of its companions. */
export const findRefreshToken = statement(
  'store.refresh-token.find-with-successor',
  `SELECT k.place::int AS place, t.payload, t.consumed_at, t.sealed_successor, n.id IS NOT NULL AND n.consumed_at IS NULL AS successor_unused,
     ${companionColumns}
   FROM ${keys} JOIN identity.refresh_token t ON t.id = k.id ${companionJoins}
     LEFT JOIN identity.refresh_token n ON n.id = t.successor_id`,
  companionRow.extend({
    place: z.number(),
    payload: payloadColumn,
    consumed_at: z.date().nullable(),
    sealed_successor: z.instanceof(Buffer).nullable(),
    successor_unused: z.boolean(),
  }),
);
