import { z } from 'zod';

/** The hidden field of a form that moves a dossier: the last event that its page showed. One that says nothing knows nothing. */
export const seen = z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined);
