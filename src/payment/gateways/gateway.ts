import type { Language } from '#shared/texts';

export const gatewayCodes = ['vnpay', 'vietqr'] as const;
export type GatewayCode = (typeof gatewayCodes)[number];

/** One try to pay one order, as a gateway sees it. */
export interface Attempt {
  /** Unique for ever, letters and digits: VNPAY's TxnRef, the words of a bank transfer. */
  readonly reference: string;
  readonly amount: bigint;
  readonly address: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** How the person goes on: to the gateway's page, or by scanning. */
export type Beginning =
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'qr'; readonly payload: string; readonly bank: string; readonly account: string; readonly accountName: string };

/**
 * What a gateway says about an attempt, after signature, merchant and currency have been checked. `paid`: the money has been
 * taken, `transactionNo` is the gateway's own number of it. `failed`: it will not be. `open`: not decided.
 */
export type Facts = {
  readonly gateway: GatewayCode;
  /** Null for money that came without a reference of ours. */
  readonly reference: string | null;
  readonly amount: bigint;
} & (
  | { readonly outcome: 'paid'; readonly transactionNo: string }
  | { readonly outcome: 'failed'; readonly code: string }
  | { readonly outcome: 'open' }
);

/** A notification as it came in. */
export interface RawNotification {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly header: (name: string) => string;
}

export type Reading = { readonly facts: Facts } | { readonly refused: 'unsigned' | 'foreign' | 'malformed' };

/** Money that paid nothing and goes back to where it came from, whole. */
export interface Giving {
  /** Of the return: the same on every try, so that the gateway gives back once. */
  readonly id: string;
  readonly attempt: Attempt;
  readonly amount: bigint;
  /** The gateway's own number of the payment. */
  readonly transactionNo: string;
  /** Who approved it. */
  readonly by: string;
}

/** `returned`: the gateway has taken it on, under a number of its own if it said one. `declined`: it will not do it. */
export type GivenBack =
  { readonly outcome: 'returned'; readonly number: string | null } | { readonly outcome: 'declined'; readonly code: string };

/** A way to pay. Whatever it reports reaches an order only through `settle`. */
export interface Gateway {
  readonly code: GatewayCode;
  /** The same attempt always begins with the same reference and times, so a second press of the button is harmless. */
  begin(attempt: Attempt, lang: Language): Beginning;
  /** Checks signature, merchant and currency in constant time and says what is reported. Trusts nothing else. */
  readNotification(raw: RawNotification): Reading;
  /** Asks the gateway; null when it did not answer, or its answer could not be trusted. */
  query(attempt: Attempt): Promise<Facts | null>;
  /**
   * Gives money back; null when the gateway did not answer, and then it may have done so. Absent at gateways that cannot: a person
   * makes a bank transfer.
   */
  giveBack?(giving: Giving): Promise<GivenBack | null>;
}
