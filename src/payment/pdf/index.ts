// A4 pages that can be heard as well as read, with embedded fonts; it knows nothing of receipts.
export { loadFace, type Face } from './faces.ts';
export { createSheet, type Place, type Sheet } from './sheet.ts';
