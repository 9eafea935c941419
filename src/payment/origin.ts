import type { Origin } from '#shared/http';
import { serviceOrigin, serviceTexts, type ServiceEdge } from '#relying-party';
import { messages } from './messages.ts';
import type { Payment } from './payment.ts';

/** All texts the payment service's pages may need. */
export const paymentTexts = serviceTexts(messages);

/** The payment service behind the same edge as every other origin. */
export const createPaymentOrigin = ({ payment, ...edge }: ServiceEdge & { payment: Payment }): Origin =>
  serviceOrigin(edge, { name: 'payment', routes: payment.routes, texts: paymentTexts, ready: () => payment.ready() });
