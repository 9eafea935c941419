import { limitTable } from '#shared/limits';

/** What the identity module counts. */
export const rateLimits = limitTable('identity');
