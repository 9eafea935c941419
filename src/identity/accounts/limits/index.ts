export { countLevels, countedColumns, countedJoins, countedRow } from './limits-sql.ts';
export { count, refuseOver } from './limits-count.ts';
export { type LimitSubject } from './keys.ts';
export { type Limits } from './limits.ts';
