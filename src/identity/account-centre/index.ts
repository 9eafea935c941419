export { createAccountCentre, type AccountCentre } from './account-centre.ts';
export { accountMessages, type AccountMessages } from './messages.ts';
export { createPhoneChangeJob } from '#identity/account-centre/person';
export { accountPages } from './pages.ts';
export type { AccountCentreParts } from '#identity/account-centre/gate';
