import { z } from 'zod';
import { statement } from '#shared/db';

const nothing = z.unknown();

const loginRow = z.object({
  return_to: z.string(),
  asked_acr: z.string().nullable(),
  asked_max_age: z.number().int().nullable(),
});

export const insertLogin = statement(
  'relying-party.insert-login',
  `INSERT INTO rp_login (state_hash, browser_hash, return_to, asked_acr, asked_max_age, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  nothing,
);

/** Index: primary key. Single use: of any number of parallel callbacks one gets the row. */
export const takeLogin = statement(
  'relying-party.take-login',
  `UPDATE rp_login SET used_at = $3
    WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3
    RETURNING return_to, asked_acr, asked_max_age`,
  loginRow,
);

/** Index: primary key. A used record of the same browser, to tell a reload from a forgery. */
export const findUsedLogin = statement(
  'relying-party.find-used-login',
  `SELECT return_to, asked_acr, asked_max_age FROM rp_login
    WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NOT NULL`,
  loginRow,
);
