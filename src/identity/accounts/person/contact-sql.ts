import { z } from 'zod';
import { statement } from '#shared/db';

/** Index: account_pkey; account_phone refuses a number that is somebody else's. */
export const updatePhone = statement(
  'accounts.update-phone',
  'UPDATE identity.account SET phone = $2, phone_index = $3, phone_bound_level = $4, phone_bound_at = $5 WHERE id = $1',
  z.object({}),
);

/** Index: account_pkey. Nothing when the level is not below it. */
export const raisePhone = statement(
  'accounts.raise-phone',
  'UPDATE identity.account SET phone_bound_level = $2 WHERE id = $1 AND phone_bound_level < $2',
  z.object({}),
);

/** Index: account_pkey; account_email refuses an address that somebody else has verified. */
export const updateEmail = statement(
  'accounts.update-email',
  'UPDATE identity.account SET email = $2, email_index = $3, email_verified = true WHERE id = $1',
  z.object({}),
);

/** Index: account_pkey. */
export const updateLanguage = statement(
  'accounts.update-language',
  'UPDATE identity.account SET language = $2 WHERE id = $1 AND language <> $2',
  z.object({}),
);
