// From "I want this" to a dossier: where to file, the draft with its answers and documents, the review. Everything typed is kept at
// once and judged afterwards.
export { answersPage, draftAnswersRoutes } from './answers-page.ts';
export { createDrafts } from './drafts.ts';
export { messages as filingMessages } from './messages.ts';
export { createOwnDrafts } from './own-drafts.ts';
export type { FilingParts } from './parts.ts';
export { draftReviewRoutes, reviewPage } from './review-page.ts';
export { startPage, startRoutes } from './start-page.ts';
export { draftUploadRoutes, uploadPage } from './uploads-page.ts';
