// The owner's side: their list and inbox, the page of one dossier, and what they do there, one file each. Somebody else's dossier
// is as if it did not exist.
export { createOwnDossiers, dossierRoute, onePage } from './dossier-page.ts';
export { inboxPage, inboxRoute } from './inbox-page.ts';
export { messages as ownerMessages } from './messages.ts';
export { minePage, myDossiersRoute } from './my-dossiers-page.ts';
export { payRoute } from './pay-route.ts';
export { ratingRoute } from './rating-route.ts';
export { supplementRoutes } from './supplement-route.ts';
export { withdrawRoute } from './withdraw-route.ts';
