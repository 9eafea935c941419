import { answersPage, reviewPage, startPage, uploadPage } from '#dossier/filing';
import { casePage, queuePage } from '#dossier/office';
import { inboxPage, minePage, onePage } from '#dossier/owner';
import { homePage, lookupPage, printPage } from '#dossier/reading';

export { createDossier, type DossierService } from './dossier.ts';
export { messages as dossierMessages } from './messages.ts';
export type { DossierOptions } from './options.ts';
export { createDossierOrigin } from './origin.ts';
export {
  createStaffDesk,
  isAgencyCode,
  staffRoles,
  type NewStaff,
  type StaffDesk,
  type StaffMember,
  type StaffStep,
} from '#dossier/people';
export { dossierProblems } from '#dossier/problems';
export { seedScaleDossiers, type ScaleDossier } from '#dossier/scale';

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
