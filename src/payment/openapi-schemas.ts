import { problemDetails, schemaOf } from '#shared/openapi';
import { decisionSchema } from './fines/fines-api.ts';
import { transferNotice } from './gateways/vietqr.ts';
import { cancelReasons } from './orders/order-state.ts';
import { cancelRequest, orderRequest } from './orders/orders-api.ts';

const nullable = (type: string, format?: string): object => ({ type: [type, 'null'], ...(format === undefined ? {} : { format }) });

/** What the API takes and answers. Request bodies come from the very schemas that check them. */
export const schemas = {
  OrderRequest: schemaOf(orderRequest),
  CancelRequest: schemaOf(cancelRequest),
  Decision: schemaOf(decisionSchema),
  TransferNotice: schemaOf(transferNotice),
  NewOrder: {
    type: 'object',
    required: ['id', 'status', 'amount', 'url', 'expiresAt'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      status: { const: 'created' },
      amount: { type: 'integer' },
      url: { type: 'string', format: 'uri' },
      expiresAt: { type: 'string', format: 'date-time' },
    },
  },
  Order: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      status: { enum: ['created', 'pending', 'paid', 'failed', 'expired', 'cancelled'] },
      reference: { type: 'string' },
      amount: { type: 'integer' },
      url: { type: 'string', format: 'uri' },
      createdAt: { type: 'string', format: 'date-time' },
      expiresAt: { type: 'string', format: 'date-time' },
      paidAt: nullable('string', 'date-time'),
      cancelReason: { enum: [...cancelReasons, null] },
      receiptNumber: nullable('string'),
      suspenseAmount: { type: 'integer', description: 'Money that came for this order, did not pay it and is still held' },
      returnedAmount: { type: 'integer', description: 'Of such money, what has been given back' },
    },
  },
  UploadResult: {
    type: 'object',
    properties: {
      accepted: { type: 'integer' },
      duplicate: { type: 'integer' },
      rejected: { type: 'integer' },
      results: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            decisionNumber: nullable('string'),
            result: { enum: ['accepted', 'duplicate', 'rejected'] },
            reason: { type: 'string' },
          },
        },
      },
    },
  },
  Fine: {
    type: 'object',
    properties: {
      decisionNumber: { type: 'string' },
      authority: { type: 'string' },
      status: { enum: ['unpaid', 'paid'] },
      amount: { type: 'integer' },
      paidAmount: nullable('integer'),
      paidAt: nullable('string', 'date-time'),
      receiptNumber: nullable('string'),
      paperReturn: {
        type: ['object', 'null'],
        properties: {
          status: { enum: ['requested', 'posted', 'delivered'] },
          trackingNumber: nullable('string'),
          name: { type: 'string' },
          phone: { type: 'string' },
          address: { type: 'string' },
        },
      },
    },
  },
  OrderEvent: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      type: { enum: ['order.paid', 'order.expired'] },
      at: { type: 'string', format: 'date-time' },
      order: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          reference: { type: 'string' },
          amount: { type: 'integer' },
          paidAt: nullable('string', 'date-time'),
          receiptNumber: nullable('string'),
          receiptUrl: { ...nullable('string', 'uri'), description: 'The page of the receipt; whoever has the link may see it' },
        },
      },
    },
  },
  Problem: schemaOf(problemDetails, 'output'),
};
