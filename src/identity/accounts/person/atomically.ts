import type { Db, Tx } from '#shared/db';

/**
 * Runs `work` in the transaction of `tx`, or in a new one when `tx` is the pool itself, so that a change and its audit
 * event are written together whichever the caller passes.
 */
export function atomically<T>(db: Db, tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  return tx === db || tx === db.pool ? db.transaction(work) : work(tx);
}
