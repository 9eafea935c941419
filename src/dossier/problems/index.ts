// What can go wrong in the dossier service: one catalogue of codes for the module, with what a person is told about each.
// Every room throws from it.
export { messages as problemMessages } from './messages.ts';
export { dossierProblem, dossierProblems } from './problems.ts';
