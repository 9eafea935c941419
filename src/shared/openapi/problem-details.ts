import { z } from 'zod';

/** Problem details (RFC 9457), as every API here refuses. */
export const problemDetails = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What does not fit, by name, and what would').optional(),
    trace_id: z.string(),
  })
  .meta({ id: 'shared.Problem' });
