import { z } from 'zod';
import { statement } from '#shared/db';

/** The function of migration 0060; every write in it goes by a primary key. */
export const applyWrites = statement(
  'store.writes.apply',
  'SELECT identity.apply_writes($1, $2) AS had_session',
  z.object({ had_session: z.boolean() }),
);

/** The error code with which that function says that a value was used already; the detail is the write's place in the list. */
export const usedAlready = 'MC001';
