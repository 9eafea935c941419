export { isDatabaseAway } from './away.ts';
export { createBatch } from './batch.ts';
export { createDb, many, maybe, one, run, type Db, type DbOptions, type Tx } from './db.ts';
export { createListener, type Listener } from './listen.ts';
export { plainName, statement, type Statement } from './statement.ts';
