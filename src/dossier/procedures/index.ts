// What is applied for and who decides it: the catalogue as this service knows it, asked over HTTP, kept by version, and not
// missed when it is away. Knows no dossier.
export { readAnswers, type ReadAnswers } from './answers.ts';
export type { CatalogueAccess } from './catalogue.ts';
export { authorityAt, createOffices, hasOneAgency, type Office, type Offices } from './offices.ts';
export { insertProcedure } from './procedure-sql.ts';
export { fileable, legalGround, onlineFees, processingTime, type FeeItem, type Procedure } from './procedure.ts';
export { createProcedures, type Procedures } from './procedures.ts';
