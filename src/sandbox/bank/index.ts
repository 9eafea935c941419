export { createBank, type Bank } from './bank.ts';
export type { BankOptions } from './options.ts';
export { bankPages } from './pages.ts';
export { messages as bankMessages } from './messages/index.ts';
