// A4 pages with embedded fonts as PDF 1.7; it knows nothing of receipts.
export { createSheet, type Sheet } from './document.ts';
export { loadFace, type Face } from './font.ts';
