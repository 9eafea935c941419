export { accountColumns, accountRow, factorColumns, factorRow, findById } from './account-sql.ts';
export { indexesOf } from './find.ts';
export { atomically } from './atomically.ts';
export { accountPlace, openAccount } from './account-row.ts';
