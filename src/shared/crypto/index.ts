export { ecKeyOf, type EcKeyPair } from './ec-key.ts';
export { hmacSha256, sameSecret, sha256 } from './hash.ts';
export { randomDigits, randomToken, uuidv7 } from './random.ts';
export { createBlindIndex, createSealer, type BlindIndex, type KeyRing, type Place, type Sealer } from './sealer.ts';
export { openWithKey, sealWithKey } from './value-key.ts';
