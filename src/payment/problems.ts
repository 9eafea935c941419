import { fineProblems } from '#payment/fines';
import { orderProblems } from '#payment/orders';
import { receiptProblems } from '#payment/receipts';
import { notificationProblems } from '#payment/settlement';

/** Everything the payment service refuses. */
export const paymentProblems = { ...orderProblems, ...notificationProblems, ...receiptProblems, ...fineProblems };
