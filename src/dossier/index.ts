export { createDossier, type DossierService } from './dossier.ts';
export { dossier } from './module.ts';
export type { DossierOptions } from './options.ts';
export { createDossierOrigin, dossierTexts } from './origin.ts';
export { dossierPages } from './pages.ts';
export { dossierProblems } from './problems.ts';
export { createStaffDesk } from './staff-desk.ts';
export { seedScaleDossiers, type ScaleDossier } from './scale.ts';
