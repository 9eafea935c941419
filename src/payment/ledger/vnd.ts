import { z } from 'zod';

/** An amount of whole đồng in a row: bigint arrives as text and is never rounded on its way. */
export const vnd = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform((value) => BigInt(value));
