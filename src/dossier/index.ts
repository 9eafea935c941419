export { createDossier, type DossierService } from './dossier.ts';
export { dossier } from './module.ts';
export type { DossierOptions } from './options.ts';
export { createDossierOrigin, dossierTexts } from './origin.ts';
export { dossierPages } from './pages.ts';
export { dossierProblems } from '#dossier/problems';
export { createStaffDesk } from '#dossier/people';
export { seedScaleDossiers, type ScaleDossier } from '#dossier/scale';
