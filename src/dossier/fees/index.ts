// What a dossier owes: fees as rows, and the jobs that see to their orders. Knows neither the dossier's status nor the payment
// service: the record says when a fee is asked for and ended, `orders` collects it.
export { feeRow, type FeeRow } from './fee-sql.ts';
export { createFees, feeTasks, type Fees } from './fees.ts';
