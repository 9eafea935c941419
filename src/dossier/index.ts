import { homePage, minePage, onePage } from './dossier-routes.ts';
import { answersPage, reviewPage, uploadPage } from './draft-pages.ts';
import { inboxPage } from './inbox-routes.ts';
import { lookupPage } from './lookup-routes.ts';
import { printPage } from './print-route.ts';
import { casePage, queuePage } from './queue-routes.ts';
import { startPage } from './start-page.ts';

export { createDossier, type DossierService } from './dossier.ts';
export { messages as dossierMessages } from './messages/index.ts';
export type { DossierOptions } from './options.ts';
export { createDossierOrigin } from './origin.ts';
export { dossierProblems } from './problems.ts';
export { seedScaleDossiers, type ScaleDossier } from './scale.ts';

/** Every page of the dossier service with its samples, for the page test; those of the kit are tested with it. */
export const dossierPages = [
  homePage,
  minePage,
  startPage,
  answersPage,
  uploadPage,
  reviewPage,
  onePage,
  printPage,
  lookupPage,
  inboxPage,
  queuePage,
  casePage,
];
