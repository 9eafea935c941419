// Fictitious dossiers in any number, to see how cost grows with size: made by the same rules as everybody's, since the database
// judges each event.
export { seedScaleDossiers, type ScaleDossier } from './scale.ts';
