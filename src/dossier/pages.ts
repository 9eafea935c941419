import { answersPage, reviewPage, startPage, uploadPage } from '#dossier/filing';
import { casePage, queuePage } from '#dossier/office';
import { inboxPage, minePage, onePage } from '#dossier/owner';
import { officerPasskeyPage } from '#dossier/people';
import { homePage, lookupPage, printPage } from '#dossier/reading';

/** Every page of the dossier service with its samples; those of the kit are tested with it. */
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
  officerPasskeyPage,
];
