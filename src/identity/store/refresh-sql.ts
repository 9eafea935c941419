import { z } from 'zod';
import { statement } from '#shared/db';
import { companionColumns, companionJoins, companionRow, payloadColumn } from './rows.ts';

/** A refresh token and what became of it. Primary key, twice, and those of its companions. */
export const findRefreshToken = statement(
  'store.refresh-token.find-with-successor',
  `SELECT t.payload, t.consumed_at, t.sealed_successor, n.id IS NOT NULL AND n.consumed_at IS NULL AS successor_unused,
     ${companionColumns}
   FROM identity.refresh_token t ${companionJoins}
     LEFT JOIN identity.refresh_token n ON n.id = t.successor_id
   WHERE t.id = $1`,
  companionRow.extend({
    payload: payloadColumn,
    consumed_at: z.date().nullable(),
    sealed_successor: z.instanceof(Buffer).nullable(),
    successor_unused: z.boolean(),
  }),
);
