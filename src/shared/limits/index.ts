// How often something may be tried: counted in fixed windows in the table `rate_limit` of a module's schema, exactly, by every process
// together (docs/decisions/0011).
export { limitTable, type Limit, type LimitTable } from './limit-table.ts';
export { countedColumns, countedJoins, countedRow, FAILURES, unhurried } from './limits-sql.ts';
export { secondsToWait } from './seconds-to-wait.ts';
export { shareOf } from './share-of.ts';
export { allowed, refuseOver, unwatched, watchLimits, type Watch } from './watch.ts';
