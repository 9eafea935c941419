import { casePage } from './case-page.ts';
import { onePage } from './dossier-page.ts';
import { answersPage } from './draft-answers.ts';
import { reviewPage } from './draft-review.ts';
import { uploadPage } from './draft-uploads.ts';
import { homePage } from './home-page.ts';
import { inboxPage } from './inbox-routes.ts';
import { lookupPage } from './lookup-routes.ts';
import { minePage } from './my-dossiers-page.ts';
import { printPage } from './print-route.ts';
import { queuePage } from './queue-page.ts';
import { startPage } from './start-page.ts';

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
