export { createPayment, paymentPages, type Payment } from './payment.ts';
export { createPaymentOrigin, paymentMessages } from './origin.ts';
export type { Collector, PaymentOptions, VietqrSettings, VnpaySettings } from '#payment/terms';
export { paymentProblems } from './problems.ts';
export { createSuspenseDesk, SuspenseRefused, type BankAccount, type Step, type SuspenseDesk, type SuspenseEntry } from '#payment/suspense';
