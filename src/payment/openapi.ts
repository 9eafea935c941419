import { orderEvent } from '#payment/orders';
import type { Route } from '#shared/http';
import { describeApi } from '#shared/openapi';
import { paymentProblems } from './problems.ts';

/** The description of the API (OpenAPI 3.1), made from its routes. */
export const openapi = (baseUrl: URL, routes: readonly Route[]): object =>
  describeApi({
    info: {
      title: 'Payment service',
      version: '1',
      description:
        'Orders, traffic fines and signed events. Amounts are whole Vietnamese đồng. Tokens are RFC 9068 access tokens of this audience, bound by DPoP (RFC 9449).',
    },
    server: baseUrl,
    routes,
    problems: paymentProblems,
    webhooks: {
      orderEvent: {
        description:
          'Sent to notifyUrl at least once, in no order; the same id is the same event. Signed like a bank notification, under the webhook key.',
        body: orderEvent,
        answers: { '2XX': 'Taken; anything else is sent again' },
      },
    },
  });
