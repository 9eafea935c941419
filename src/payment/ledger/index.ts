// The double-entry ledger: what was booked, balanced by the database itself. It knows no order and no gateway.
export { balances, payableAccount, suspenseReasons, writeJournal, type SuspenseReason } from './ledger.ts';
export { vnd } from './vnd.ts';
