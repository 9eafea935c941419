import type { RelyingParty } from '#relying-party';
import type { Clock } from '#shared/clock';
import type { BlindIndex, Sealer } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { GuardedFetch, SigningKey } from '#shared/fetch';
import type { Queue } from '#shared/jobs';
import type { Watch } from '#shared/limits';
import type { Log } from '#shared/log';
import type { Metrics } from '#shared/metrics';

/** Everything the payment service is given. It reads no setting and no clock of its own. */
export interface PaymentOptions {
  /** Acts as `mocua_payment`; statements name their schema. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly sealer: Sealer;
  readonly blindIndex: BlindIndex;
  /** The queue `payment_jobs`. */
  readonly jobs: Queue;
  /** Made with scopes `openid profile citizen_id`; its `routes` are added by whoever composes the origin. */
  readonly rp: RelyingParty;
  /** This service's public origin: the audience of its API and the base of every link. */
  readonly baseUrl: URL;
  /** 32 bytes; the links to orders, receipts and fines carry an HMAC under it. It never changes, since QR codes on paper do not. */
  readonly linkKey: Buffer;
  /** Signs the events sent to `notifyUrl`. */
  readonly webhookKey: SigningKey;
  /** Reaches `notifyUrl`, an address somebody else chose. */
  readonly webhookFetch: GuardedFetch;
  /** Reaches the gateways, whose addresses are configuration. */
  readonly gatewayFetch: typeof fetch;
  readonly vnpay: VnpaySettings;
  readonly vietqr: VietqrSettings;
  readonly collector: Collector;
  /** Development on localhost: `http://localhost` is then accepted as `returnUrl` and `notifyUrl`. */
  readonly allowLoopback: boolean;
  /** Look-ups of fines that find nothing, per minute in total, before those who find nothing are told to wait. */
  readonly lookupsPerMinute: number;
  /** What limits do when they are over; they refuse unless stated. */
  readonly watch?: Watch;
}

/** What VNPAY agreed with this merchant. */
export interface VnpaySettings {
  readonly tmnCode: string;
  readonly secret: string;
  /** Where the person is sent, e.g. `…/paymentv2/vpcpay.html`. */
  readonly payUrl: URL;
  /** Where transactions are queried, e.g. `…/merchant_webapi/api/transaction`. */
  readonly apiUrl: URL;
}

/** The collection account that VietQR transfers go to. */
export interface VietqrSettings {
  /** The bank's six digits at NAPAS. */
  readonly bin: string;
  readonly account: string;
  readonly accountName: string;
  /** Under which the bank signs its notifications. */
  readonly keys: readonly SigningKey[];
}

/** Who issues receipts. */
export interface Collector {
  /** One to six capital letters that begin every receipt number. */
  readonly series: string;
  readonly name: string;
  readonly taxCode: string;
}

export const limits = {
  /** How long an order can be paid. */
  orderMinutes: 90,
  /** An attempt whose outcome is unknown is asked about this often, … */
  queryMinutes: 15,
  /** … from this long after the order's end once a day, … */
  queryDailyAfterHours: 2,
  /** … and after this many days no more. */
  queryDays: 7,
  /** An order whose bank stays silent expires this long after its time; money that comes later goes to suspense. */
  silenceHours: 24,
  /** A bank transfer may take this long after the order's time. */
  transferMinutes: 30,
  /** Answers to an Idempotency-Key are kept this long. */
  idempotencyHours: 24,
  /** The largest amount of one order, in đồng. */
  amount: 100_000_000_000n,
} as const;
