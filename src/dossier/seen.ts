import { z } from 'zod';
import { Problem } from '#shared/problem';

/** The hidden field of a form that moves a dossier: the last event that its page showed. One that says nothing knows nothing. */
export const seen = z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined);

/** What `work` answers; null where somebody else was faster and nothing has happened. */
export async function unlessChanged<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.code === 'dossier.changed') return null;
    throw error;
  }
}
