// How often something may be tried: counted in fixed windows in the table `rate_limit` of a module's schema, exactly, by every process
// together (docs/decisions/0011).
export { limitTable, refuseOver, type Limit, type LimitTable } from './limit-table.ts';
export { countedColumns, countedJoins, countedRow } from './limits-sql.ts';
export { secondsToWait } from './seconds-to-wait.ts';
export { shareOf } from './share-of.ts';
