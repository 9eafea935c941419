export { createPayment, paymentPages, type Payment } from './payment.ts';
export { payment } from './module.ts';
export { createPaymentOrigin, paymentTexts } from './origin.ts';
export { SuspenseRefused } from './suspense-desk.ts';
export type { Collector, PaymentOptions, VietqrSettings, VnpaySettings } from './options.ts';
export { paymentProblems } from './problems.ts';
