import { z } from 'zod';
import { address, text, type Settings } from '#config/setting';

/** The payment service's own settings: the gateways money comes by. */
export const settings = {
  PAYMENT_VNPAY_URL: {
    about: 'Payment page of VNPAY.',
    value: address('https', 'http'),
    otherwise: 'on localhost the simulated bank',
    localhost: ({ origin }) => `${origin('sandbox')}/bank/vnpay/paymentv2/vpcpay.html`,
    required: true,
  },
  PAYMENT_VNPAY_API_URL: {
    about: 'Where VNPAY is asked about a transaction.',
    value: address('https', 'http'),
    otherwise: 'on localhost the simulated bank',
    localhost: ({ origin }) => `${origin('sandbox')}/bank/vnpay/merchant_webapi/api/transaction`,
    required: true,
  },
  PAYMENT_VNPAY_TMN_CODE: {
    about: 'Merchant code at VNPAY.',
    value: text,
    otherwise: 'on localhost `DEMO0001`',
    localhost: () => 'DEMO0001',
    required: true,
  },
  PAYMENT_VNPAY_SECRET: {
    about: 'Hash secret of VNPAY.',
    value: text,
    secret: true,
    localhost: ({ secret }) =>
      secret()
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(0, 32),
    required: true,
  },
  PAYMENT_VIETQR_BIN: {
    about: 'Bank of the account that VietQR payments go to: six digits (NAPAS BIN).',
    value: z.string().regex(/^\d{6}$/, 'must have six digits'),
    otherwise: 'on localhost `970436`',
    localhost: () => '970436',
    required: true,
  },
  PAYMENT_VIETQR_ACCOUNT: {
    about: 'Number of that account.',
    value: z.string().regex(/^[A-Z0-9]{4,19}$/, 'must be an account number'),
    otherwise: 'on localhost `0123456789`',
    localhost: () => '0123456789',
    required: true,
  },
  PAYMENT_VIETQR_SECRET: {
    about: 'Signs the notifications of that bank. At least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    secret: true,
    localhost: ({ secret }) => secret(),
    required: true,
  },
} as const satisfies Settings;
