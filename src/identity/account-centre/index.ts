export { createAccountCentre, type AccountCentre } from './account-centre.ts';
export { accountPages } from './pages.ts';
export type { AccountCentreParts } from './gate/parts.ts';
