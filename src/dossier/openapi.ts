import { z } from 'zod';
import { noticeOutcome, paymentNotice } from '#dossier/orders';
import { content, problemDetails, ref, refusal, schemaOf, unfit } from '#shared/openapi';

const header = (name: string, description: string, schema: object): object => ({ name, in: 'header', required: true, description, schema });

/** The description of what programs may call (OpenAPI 3.1), made from the schemas that check it. */
export function openapi(baseUrl: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dossier service',
      version: '1',
      description: 'Dossiers are filed, followed and decided on pages. Programs tell this service what became of an order.',
    },
    servers: [{ url: baseUrl }],
    paths: {
      '/webhooks/payment': {
        post: {
          operationId: 'tellPayment',
          summary: 'What became of an order for a dossier’s fee',
          description:
            'For the payment service. May come any number of times and in any order: one `id` counts once. `order.reference` is the code of the dossier. X-Signature is HMAC-SHA-256 in hexadecimal over key id, idempotency key, time, method, path and SHA-256 of the body, one per line.',
          parameters: [
            header('X-Key-Id', 'The key it is signed with', { type: 'string' }),
            header('X-Timestamp', 'Unix seconds, at most five minutes old or ahead', { type: 'string', pattern: '^\\d{1,12}$' }),
            header('Idempotency-Key', 'Of this sending', { type: 'string', pattern: '^[\\w-]{8,64}$' }),
            header('X-Signature', 'Over all of it', { type: 'string', pattern: '^[0-9a-f]{64}$' }),
          ],
          requestBody: { required: true, content: content(ref('PaymentNotice')) },
          responses: {
            200: { description: 'Taken, or there was nothing to do', content: content(ref('Outcome')) },
            400: unfit,
            401: refusal('The signature does not hold; `detail` says why'),
            409: refusal('The dossier was moved at the same moment, or does not take this now; send the notice again'),
            413: refusal('More than 16 KiB'),
            415: refusal('Not JSON'),
            422: refusal('Not understood, or no such order in that dossier'),
          },
        },
      },
    },
    components: {
      schemas: {
        PaymentNotice: schemaOf(paymentNotice),
        Outcome: schemaOf(z.object({ outcome: noticeOutcome }), 'output'),
        Problem: schemaOf(problemDetails, 'output'),
      },
    },
  };
}
