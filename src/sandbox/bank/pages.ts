import { page, type FieldError } from '#shared/view';
import { declineCodes, outcomes, type DeclineCode, type Outcome } from './outcomes.ts';

/** The buttons and choices both payment pages have. */
interface Choosing {
  readonly outcomes: readonly Outcome[];
  readonly declineCodes: readonly DeclineCode[];
  readonly errors: readonly FieldError[];
}

export interface VnpayModel extends Choosing {
  /** The merchant's signed query as it came, sent back with the choice. */
  readonly request: string;
  readonly merchant: string;
  readonly amount: number;
  readonly reference: string;
  readonly orderInfo: string;
}

const choosing: Choosing = { outcomes, declineCodes, errors: [] };
const payment: VnpayModel = {
  ...choosing,
  request: 'vnp_Amount=11500000',
  merchant: 'DEMO0001',
  amount: 115_000,
  reference: 'MC0123456789AB',
  orderInfo: 'Thanh toan MC0123456789AB',
};

export const vnpayPage = page<VnpayModel>('sandbox/bank/vnpay', {
  choose: payment,
  'nothing chosen': { ...payment, errors: [{ field: 'outcome', message: 'Chọn một kết quả' }] },
});

export interface StoppedModel {
  readonly reason: 'unsigned' | 'foreign' | 'malformed' | 'expired' | 'timeout' | 'decided';
  /** Back to the merchant, where the merchant is known and the person may go back. */
  readonly back: string | null;
}

export const stoppedPage = page<StoppedModel>('sandbox/bank/stopped', {
  unsigned: { reason: 'unsigned', back: null },
  decided: { reason: 'decided', back: 'http://localhost:3003/gateways/vnpay/return' },
});

export interface VietqrModel extends Choosing {
  readonly qr: string;
  /** What the code asks for, once it was read. */
  readonly transfer: { readonly bin: string; readonly account: string; readonly amount: number; readonly purpose: string } | null;
  readonly done: Outcome | null;
}

const scanned: VietqrModel = {
  ...choosing,
  qr: '0002…',
  transfer: { bin: '970436', account: '0123456789', amount: 115_000, purpose: 'MC0123456789AB' },
  done: null,
};

export const vietqrPage = page<VietqrModel>('sandbox/bank/vietqr', {
  choose: scanned,
  'paste a code': { ...scanned, qr: '', transfer: null },
  'not a code': { ...scanned, qr: 'xyz', transfer: null, errors: [{ field: 'qr', message: 'Không đọc được mã' }] },
  'nothing chosen': { ...scanned, errors: [{ field: 'outcome', message: 'Chọn một kết quả' }] },
  done: { ...scanned, done: 'success' },
});

export interface BookModel {
  readonly transactions: readonly {
    readonly id: string;
    readonly gateway: 'vnpay' | 'vietqr';
    readonly reference: string;
    readonly amount: number;
    readonly outcome: Outcome;
    readonly code: string;
    readonly at: string;
    readonly answers: readonly string[];
    /** What the merchant has had given back of it. */
    readonly refunded: number;
  }[];
}

export const bookPage = page<BookModel>('sandbox/bank/book', {
  some: {
    transactions: [
      {
        id: '14000002',
        gateway: 'vietqr',
        reference: 'MC0123456789AB',
        amount: 115_000,
        outcome: 'success',
        code: '00',
        at: '2026-01-02T03:04:05.000Z',
        answers: ['200'],
        refunded: 115_000,
      },
      {
        id: '14000001',
        gateway: 'vnpay',
        reference: 'MC0123456789AC',
        amount: 115_000,
        outcome: 'declined',
        code: '51',
        at: '2026-01-02T03:04:05.000Z',
        answers: [],
        refunded: 0,
      },
    ],
  },
  none: { transactions: [] },
});

export const bankPages = [bookPage, vnpayPage, stoppedPage, vietqrPage];
