import { z } from 'zod';
import { statement } from '#shared/db';

/** The rule identity/apply_writes; every write in it goes by a primary key. */
export const applyWrites = statement(
  'store.writes.apply',
  'SELECT identity.apply_writes($1, $2) AS had_session',
  z.object({ had_session: z.boolean() }),
);

/** The rule identity/apply_requests: the same for the lists of several requests, each of which stands or falls alone. */
export const applyRequests = statement(
  'store.writes.apply-together',
  'SELECT had_session, failed, place FROM identity.apply_requests($1, $2)',
  z.object({ had_session: z.boolean().nullable(), failed: z.string().nullable(), place: z.number().nullable() }),
);

/** The error code with which that function says that a value was used already; the detail is the write's place in the list. */
export const usedAlready = 'MC001';
