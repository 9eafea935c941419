import { z } from 'zod';
import { declineCodes, outcomes } from './outcomes.ts';

const MOST_SECONDS = 86_400;

/** What a person chose on a payment page; the reason and the seconds matter for some outcomes only. */
export const choice = z.object({
  outcome: z.enum(outcomes),
  decline: z.enum(declineCodes).catch('24'),
  delay: z.coerce.number().int().min(1).max(MOST_SECONDS).catch(20),
});
