export { createAddressRule, type AddressRule, type Cidr } from './address.ts';
export { createGuardedFetch, GuardRefusal, type GuardedFetch, type GuardedFetchOptions, type Lookup } from './guarded-fetch.ts';
export {
  signatureFields,
  signatureHeaders,
  verifySignature,
  type SignatureFault,
  type SignedRequest,
  type SigningKey,
} from './request-signature.ts';
