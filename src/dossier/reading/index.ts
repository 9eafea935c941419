// A dossier as it is read: its view for owner and officers alike, printed forms, documents to save, and the look-up for everybody.
// Changes nothing.
export { dossierView, sampleCalculation, sampleView, type DossierView } from './dossier-view.ts';
export type { FeeStanding, FeeView } from './fee-view.ts';
export { fileRoute } from './file-route.ts';
export { homePage, homeRoute } from './home-page.ts';
export { sweepLookupLimits } from './lookup-limits.ts';
export { lookupPage, lookupRoutes } from './lookup-page.ts';
export { messages as readingMessages } from './messages.ts';
export type { ReadingParts } from './parts.ts';
export { printPage, printRoute } from './print-page.ts';
