import { z } from 'zod';
import { statement } from '#shared/db';

const kind = z.enum(['error', 'busy', 'silence', 'silence-after']);

// Primary key; the update decides which of several parallel requests gets the last fault.
export const takeFault = statement(
  'sandbox.fault.take',
  `UPDATE sandbox.fault SET remaining = remaining - 1 WHERE service = $1 AND remaining > 0 RETURNING kind`,
  z.object({ kind }),
);

export const setFault = statement(
  'sandbox.fault.set',
  `INSERT INTO sandbox.fault (service, kind, remaining) VALUES ($1, $2, $3::int)
   ON CONFLICT (service) DO UPDATE SET kind = excluded.kind, remaining = excluded.remaining`,
  z.object({}),
);
