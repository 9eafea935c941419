export { createPayment, paymentPages, type Payment } from './payment.ts';
export { payment } from './module.ts';
export { createPaymentOrigin, paymentTexts } from './origin.ts';
export { SuspenseRefused } from '#payment/suspense';
export type { Collector, PaymentOptions, VietqrSettings, VnpaySettings } from '#payment/terms';
export { paymentProblems } from './problems.ts';
