// The officers' side: the queue of their agencies, the page of a case, and what they do there. Another agency's dossier is as if it
// did not exist.
export { caseRoute, casePage, createCases } from './case-page.ts';
export { decisionRoute } from './decision-route.ts';
export { messages as officeMessages } from './messages.ts';
export { queuePage, queueRoute } from './queue-page.ts';
export { resultRoute } from './result-route.ts';
