import type { Tx } from '#shared/db';
import type { Write } from '#identity/writes';

/** A fact worth keeping. Written in the transaction of the fact; afterwards logged and counted. */
export interface AuditEvent {
  /** `noun.verb-in-past`, e.g. `sign-in.succeeded`, `token.reuse-detected`. */
  readonly type: string;
  /** The account it is about, if any. */
  readonly accountId?: string | null | undefined;
  readonly clientId?: string | null | undefined;
  /** Who did it: an account id, `cli`, `worker`, `visitor`. */
  readonly actor: string;
  readonly ip?: string | undefined;
  readonly traceId?: string | undefined;
  /** Small facts, never secrets; personal data only as internal ids. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

export interface Events {
  /** Writes the audit row in `tx`, then the log line and the counter. Fails when the row cannot be written. */
  record(tx: Tx, event: AuditEvent): Promise<void>;
  /** The audit row as a write among others; `written` is to be called when they have been applied. */
  prepare(event: AuditEvent): { readonly write: Write; written(): void };
}

/** The events together with the upkeep of their table. */
export interface EventLog extends Events {
  /** Makes the partitions of this month and the next three; the worker calls it daily. Returns how many were made. */
  preparePartitions(tx: Tx): Promise<number>;
}
