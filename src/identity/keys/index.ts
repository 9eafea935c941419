export { JWKS_MAX_AGE_SECONDS, createKeys, type KeySet, type KeyView, type Keys } from './keys.ts';
export type { Algorithm } from './key-sql.ts';
