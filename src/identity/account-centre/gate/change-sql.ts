import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: account_pkey. Changes of one account wait for each other, so that each decides on what the others left. */
export const lockAccount = statement(
  'account-centre.lock',
  'SELECT id FROM identity.account WHERE id = $1 FOR UPDATE',
  z.object({ id: z.string() }),
);
