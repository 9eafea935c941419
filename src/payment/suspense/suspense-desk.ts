import { z } from 'zod';
import type { PaymentOptions } from '#payment/terms';
import { uuidv7, type Place } from '#shared/crypto';
import { many, maybe, run, type Db, type Tx } from '#shared/db';
import { giveBackTask } from './give-back.ts';
import { bookReturned, move } from './moves.ts';
import { findSuspense, insertReturn, insertStep, listSuspense, lockLiveReturn, type ReturnRow, type ReturnStatus } from './suspense-sql.ts';

/** What cannot be done about an entry, as a sentence for the operator. */
export class SuspenseRefused extends Error {
  override readonly name = 'SuspenseRefused';
}

/** The account somebody's money is transferred to. */
export interface BankAccount {
  /** The bank's six digits at NAPAS. */
  readonly bin: string;
  readonly number: string;
  readonly holder: string;
}

/** Money in suspense, with what has been done to give it back. */
export interface SuspenseEntry {
  readonly id: string;
  readonly gateway: string;
  readonly transactionNo: string;
  readonly reference: string | null;
  readonly orderId: string | null;
  readonly amount: bigint;
  readonly reason: string;
  readonly recordedAt: Date;
  readonly back: {
    readonly status: ReturnStatus;
    readonly way: 'gateway' | 'transfer';
    readonly toAccount: BankAccount | null;
    readonly proposedBy: string;
    readonly approvedBy: string | null;
    readonly bankReference: string | null;
    readonly failure: string | null;
  } | null;
}

/** How an entry stands after a step; `changed` is false when the step had been done before. */
export interface Step {
  readonly entry: string;
  readonly status: ReturnStatus;
  readonly way: 'gateway' | 'transfer';
  readonly changed: boolean;
}

/**
 * Gives back money that paid nothing. Two persons are needed (the database refuses one), every step is on record in its own
 * transaction, and each can be repeated: what has been done is not done again.
 */
export interface SuspenseDesk {
  /** Newest first; without those that have been returned unless `all`. */
  list(input: { limit: number; all: boolean }): Promise<readonly SuspenseEntry[]>;
  /** Proposes a return: through the gateway it came by where that is possible, else to an account. */
  propose(input: { entry: string; by: string; reason: string; toAccount: BankAccount | null }): Promise<Step>;
  /** Agrees, as somebody else. The gateway is then asked by the worker; a transfer can now be made. */
  approve(input: { entry: string; by: string }): Promise<Step>;
  /** Ends a proposal, or a transfer that could not be made; another can then be proposed. */
  refuse(input: { entry: string; by: string; reason: string }): Promise<Step>;
  /** Records that the transfer has been made, under the bank's number of it. */
  transferred(input: { entry: string; by: string; number: string }): Promise<Step>;
}

type Deps = Pick<PaymentOptions, 'clock' | 'sealer' | 'jobs'> & { readonly db: Db };

const place = (row: string): Place => ({ table: 'suspense_return', column: 'to_account', row });
const isUuid = (text: string): boolean => z.uuid().safeParse(text).success;
const same = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

export function createSuspenseDesk(deps: Deps): SuspenseDesk {
  const { db, clock, sealer } = deps;

  const live = async (tx: Tx, entry: string): Promise<ReturnRow> => {
    const found = isUuid(entry) ? await maybe(tx, lockLiveReturn, [entry]) : null;
    if (found === null) throw new SuspenseRefused(`no return of ${entry} has been proposed`);
    return found;
  };
  const step = (row: ReturnRow, status: ReturnStatus, changed: boolean): Step => ({
    entry: row.incoming_id,
    status,
    way: row.way,
    changed,
  });

  return {
    async list({ limit, all }) {
      const rows = await many(db, listSuspense, [limit, all]);
      return rows.map((row) => ({
        id: row.id,
        gateway: row.gateway,
        transactionNo: row.transaction_no,
        reference: row.reference,
        orderId: row.order_id,
        amount: row.amount,
        reason: row.suspense,
        recordedAt: row.recorded_at,
        back:
          row.return_status === null || row.return_id === null
            ? null
            : {
                status: row.return_status,
                way: row.way ?? 'transfer',
                toAccount: row.to_account === null ? null : (JSON.parse(sealer.open(row.to_account, place(row.return_id))) as BankAccount),
                proposedBy: row.proposed_by ?? '',
                approvedBy: row.approved_by,
                bankReference: row.bank_reference,
                failure: row.failure,
              },
      }));
    },

    propose: ({ entry, by, reason, toAccount }) =>
      db.transaction(async (tx) => {
        const money = isUuid(entry) ? await maybe(tx, findSuspense, [entry]) : null;
        if (money === null || money.suspense === null) throw new SuspenseRefused(`${entry} is no money in suspense`);
        const gateway = money.gateway === 'vnpay' && money.attempt_id !== null && toAccount === null;
        if (!gateway && toAccount === null) throw new SuspenseRefused('this money came by bank transfer: name the account it goes back to');
        const now = clock.now();
        const id = uuidv7(now);
        const sealed = toAccount === null ? null : sealer.seal(JSON.stringify(toAccount), place(id));
        const values = [id, entry, String(money.amount), gateway ? 'gateway' : 'transfer', sealed, by, now];
        if ((await run(tx, insertReturn, values)) === 1) {
          await run(tx, insertStep, [id, 'proposed', by, reason, now]);
          return { entry, status: 'proposed', way: gateway ? 'gateway' : 'transfer', changed: true };
        }
        const known = await live(tx, entry);
        return step(known, known.status, false);
      }),

    approve: ({ entry, by }) =>
      db.transaction(async (tx) => {
        const row = await live(tx, entry);
        if (row.status !== 'proposed') return step(row, row.status, false);
        if (same(row.proposed_by, by)) throw new SuspenseRefused(`${by} has proposed this return; somebody else has to approve it`);
        await move(tx, row, { status: 'approved', actor: by, at: clock.now(), approvedBy: by });
        if (row.way === 'gateway') await deps.jobs.add(tx, giveBackTask, { id: row.id }, { lane: `gateway:${row.gateway}` });
        return step(row, 'approved', true);
      }),

    refuse: ({ entry, by, reason }) =>
      db.transaction(async (tx) => {
        const row = await live(tx, entry);
        const possible = row.status === 'proposed' || row.status === 'unclear' || (row.status === 'approved' && row.way === 'transfer');
        if (!possible) throw new SuspenseRefused(`a return that is ${row.status} cannot be refused`);
        await move(tx, row, { status: 'refused', actor: by, at: clock.now(), detail: reason });
        return step(row, 'refused', true);
      }),

    transferred: ({ entry, by, number }) =>
      db.transaction(async (tx) => {
        const row = await live(tx, entry);
        if (row.status === 'returned') return step(row, row.status, false);
        const possible = row.status === 'unclear' || (row.status === 'approved' && row.way === 'transfer');
        if (!possible) throw new SuspenseRefused(`a return that is ${row.status} cannot be recorded as transferred`);
        await bookReturned(tx, row, { actor: by, number, at: clock.now() });
        return step(row, 'returned', true);
      }),
  };
}
