import { content, ref, refusal, unfit } from '#shared/openapi';
import { schemas } from './openapi-schemas.ts';

const answer = (description: string, schema?: object): object => ({
  description,
  ...(schema === undefined ? {} : { content: content(schema) }),
});
const path = (name: string, description: string): object => ({ name, in: 'path', required: true, description, schema: { type: 'string' } });
const decisionParameters = [
  path('decisionNumber', 'Decision number, percent-encoded'),
  {
    name: 'authority',
    in: 'query',
    description: 'The authority that took it, as uploaded; needed where this client has decisions of several under one number',
    schema: { type: 'string', maxLength: 200 },
  },
];

/** What every address answers that needs a token. */
const guarded = {
  401: refusal('No valid token'),
  403: refusal('The scope is missing'),
  503: refusal('Tokens cannot be checked just now; Retry-After says when to come back'),
};
/** What every address answers that takes a body. */
const bodied = { 413: refusal('The body is too large'), 415: refusal('The body is missing, or not JSON') };

/** The description of the API (OpenAPI 3.1). Request bodies come from the very schemas that check them. */
export function openapi(baseUrl: URL): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Payment service',
      version: '1',
      description:
        'Orders, traffic fines and signed events. Amounts are whole Vietnamese đồng. Tokens are RFC 9068 access tokens of this audience, bound by DPoP (RFC 9449).',
    },
    servers: [{ url: baseUrl.origin }],
    paths: {
      '/api/orders': {
        post: {
          operationId: 'createOrder',
          security: [{ token: ['payment:order'] }],
          parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 1, maxLength: 255 } }],
          requestBody: { required: true, content: content(ref('OrderRequest')) },
          responses: {
            ...guarded,
            ...bodied,
            201: answer('The order; the same for the same key and body during 24 hours', ref('NewOrder')),
            400: unfit,
            409: refusal('The key was used with another body'),
            422: refusal('The key is malformed, an address is refused, or the amount is'),
          },
        },
      },
      '/api/orders/{id}': {
        get: {
          operationId: 'readOrder',
          security: [{ token: ['payment:read'] }],
          parameters: [path('id', 'Order')],
          responses: {
            ...guarded,
            200: answer('The order', ref('Order')),
            400: unfit,
            404: refusal('No such order of this client'),
          },
        },
      },
      '/api/orders/{id}/cancel': {
        post: {
          operationId: 'cancelOrder',
          security: [{ token: ['payment:order'] }],
          parameters: [path('id', 'Order')],
          requestBody: { required: true, content: content(ref('CancelRequest')) },
          responses: {
            ...guarded,
            ...bodied,
            200: answer('The order, cancelled; again when it was before', ref('Order')),
            400: unfit,
            404: refusal('No such order of this client'),
            409: refusal('It is paid or over; the detail names its state'),
          },
        },
      },
      '/api/fines': {
        post: {
          operationId: 'uploadFines',
          description:
            'Of one client, a decision is known by its number and authority: the same contents again are a duplicate, others are rejected, and so is the same number for the same record and person under another authority. Safe to repeat.',
          security: [{ token: ['fines:write'] }],
          requestBody: {
            required: true,
            content: content({
              type: 'object',
              required: ['decisions'],
              properties: { decisions: { type: 'array', minItems: 1, maxItems: 1000, items: ref('Decision') } },
            }),
          },
          responses: {
            ...guarded,
            ...bodied,
            200: answer('One result per decision, in order', ref('UploadResult')),
            400: refusal('Not a list of 1 to 1,000 decisions'),
          },
        },
      },
      '/api/fines/{decisionNumber}': {
        get: {
          operationId: 'readFine',
          security: [{ token: ['fines:write'] }],
          parameters: decisionParameters,
          responses: {
            ...guarded,
            200: answer('What became of it', ref('Fine')),
            400: unfit,
            404: refusal('No such decision of this client'),
            409: refusal('Several authorities have one of this number'),
          },
        },
      },
      '/api/fines/{decisionNumber}/return': {
        put: {
          operationId: 'reportReturn',
          security: [{ token: ['fines:write'] }],
          parameters: decisionParameters,
          requestBody: {
            required: true,
            content: content({
              type: 'object',
              required: ['status'],
              properties: { status: { enum: ['posted', 'delivered'] }, trackingNumber: { type: 'string', maxLength: 40 } },
            }),
          },
          responses: {
            ...guarded,
            ...bodied,
            200: answer('What became of it', ref('Fine')),
            400: unfit,
            404: refusal('No such decision of this client'),
            409: refusal('No return was asked for, it has gone further, or several authorities have a decision of this number'),
          },
        },
      },
      '/gateways/vnpay/ipn': {
        get: {
          operationId: 'notifyVnpay',
          description:
            'For VNPAY, as its version 2.1.0 has it: the parameters are signed by vnp_SecureHash (HMAC-SHA-512), and whatever comes is answered with 200 and a code.',
          parameters: [
            {
              name: 'fields',
              in: 'query',
              description: 'vnp_TmnCode, vnp_TxnRef, vnp_Amount, … , vnp_SecureHash',
              style: 'form',
              explode: true,
              schema: { type: 'object', additionalProperties: { type: 'string' } },
            },
          ],
          responses: {
            200: answer('What came of it', {
              type: 'object',
              required: ['RspCode', 'Message'],
              properties: {
                RspCode: {
                  enum: ['00', '01', '02', '04', '97', '99'],
                  description: 'Recorded, no such order, recorded before, wrong amount, not signed, to be sent again',
                },
                Message: { type: 'string' },
              },
            }),
          },
        },
      },
      '/gateways/vietqr/notification': {
        post: {
          operationId: 'notifyTransfer',
          description:
            'For the bank. Signed by X-Key-Id, X-Timestamp, Idempotency-Key and X-Signature: HMAC-SHA-256 in hexadecimal over key id, idempotency key, time, method, path and SHA-256 of the body, one per line.',
          requestBody: { required: true, content: content(ref('TransferNotice')) },
          responses: {
            ...bodied,
            200: answer('Recorded', {
              type: 'object',
              properties: { result: { enum: ['paid', 'already', 'late', 'twice', 'wrong-amount', 'unknown-reference'] } },
            }),
            400: unfit,
            401: refusal('The signature does not hold'),
            403: refusal('Another account'),
            422: refusal('Not understood'),
          },
        },
      },
    },
    webhooks: {
      orderEvent: {
        post: {
          description:
            'Sent to notifyUrl at least once, in no order; the same id is the same event. Signed like a bank notification, under the webhook key.',
          requestBody: { content: content(ref('OrderEvent')) },
          responses: {
            ...bodied,
            '2XX': { description: 'Taken; anything else is sent again' },
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'DPoP', bearerFormat: 'JWT' } },
      schemas,
    },
  };
}
