// Receipts: numbered without gap, shown as a page and on paper, and checked by anybody who holds one.
export { receiptProblems } from './problems.ts';
export { receiptPage, receiptRoutes } from './receipt-page.ts';
export { issueReceipt } from './receipts.ts';
export { receiptTexts } from './texts.ts';
export { checkPage, verifyPage, verifyRoutes } from './verify-page.ts';
