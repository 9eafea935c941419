import type { Clock } from '#shared/clock';
import type { Db } from '#shared/db';
import type { SigningKey } from '#shared/fetch';
import type { Log } from '#shared/log';

/** The bank and its one merchant. */
export interface BankOptions {
  /** Acts as `mocua_sandbox`. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Reaches the merchant's notification addresses. */
  readonly fetch: typeof fetch;
  readonly vnpay: {
    readonly tmnCode: string;
    readonly secret: string;
    /** Where the merchant is told of payments (GET). */
    readonly ipnUrl: URL;
  };
  readonly vietqr: {
    readonly bin: string;
    readonly account: string;
    /** Signs notifications of money received. */
    readonly key: SigningKey;
    /** Where the account holder is told of transfers (POST). */
    readonly notifyUrl: URL;
  };
}
