import { form, read, send, signInRows, withKey, type Rows } from './row.ts';

const look = (recordNumber: string, fullName: string) => ({
  ...{ recordNumber, fullName },
  ...{ 'violationDate-day': '20', 'violationDate-month': '8', 'violationDate-year': '2026' },
});
const encoded = (decision: string): string => encodeURIComponent(decision);
const order = { reference: 'X', description: 'X', payer: { name: 'X' }, items: [{ code: 'x', name: 'x', amount: 1000, kind: 'fee' }] };

/** The API takes no cookie; pages open for their owner and for whoever holds the link. */
export const paymentRows: Rows = {
  ...signInRows,
  'POST /api/orders': [
    send('401 401 401 401 401', '/api/orders', () => ({
      json: { ...order, returnUrl: 'https://a.example', notifyUrl: 'https://a.example' },
    })),
  ],
  'GET /api/orders/:id': [read('401 401 401 401 401', (own) => `/api/orders/${own.order}`)],
  'POST /api/orders/:id/cancel': [
    send(
      '401 401 401 401 401',
      (own) => `/api/orders/${own.fineOrder}/cancel`,
      () => ({ json: {} }),
    ),
  ],
  'POST /api/fines': [send('401 401 401 401 401', '/api/fines', () => ({ json: { decisions: [{}] } }))],
  'GET /api/fines/:decisionNumber': [read('401 401 401 401 401', (own) => `/api/fines/${encoded(own.decision)}`)],
  'PUT /api/fines/:decisionNumber/return': [
    send(
      '401 401 401 401 401',
      (own) => `/api/fines/${encoded(own.decision)}/return`,
      () => ({ json: { status: 'posted' } }),
    ),
  ],
  // VNPAY wants 200 with a code of its own; an unsigned one is 97, which a test of signatures looks at.
  'GET /gateways/vnpay/ipn': [read('200 200 200 200 200', '/gateways/vnpay/ipn?vnp_TxnRef=MC000000000000')],
  'GET /gateways/vnpay/return': [read('404 404 404 404 404', '/gateways/vnpay/return?vnp_TxnRef=MC000000000000')],
  'POST /gateways/vietqr/notification': [send('401 401 401 401 401', '/gateways/vietqr/notification', () => ({ json: {} }))],
  'GET /': [read('200 200 200 200 200', '/')],
  'GET /my': [read('303 200 200 200 200', '/my')],
  'GET /orders/:id': [
    read('404 404 404 404 200', (own) => `/orders/${own.order}`),
    read('404 404 404 404 200', (own) => `/orders/${own.fineOrder}?t=${own.orderLink}`),
    withKey(read('200 200 200 200 200', (own) => `/orders/${own.order}?t=${own.orderLink}`)),
  ],
  'POST /orders/:id/pay': [
    form(
      '404 404 404 404 303',
      (own) => `/orders/${own.fineOrder}/pay`,
      () => ({ way: 'vnpay' }),
    ),
    form(
      '404 404 404 404 303',
      (own) => `/orders/${own.fineOrder}/pay`,
      (own) => ({ t: own.fineLink, way: 'vnpay' }),
    ),
    withKey(
      form(
        '303 303 303 303 303',
        (own) => `/orders/${own.fineOrder}/pay`,
        (own) => ({ t: own.fineOrderLink, way: 'vietqr' }),
      ),
    ),
  ],
  'GET /receipts/:number': [
    read('404 404 404 404 200', (own) => `/receipts/${own.receipt}`),
    read('404 404 404 404 200', (own) => `/receipts/${own.receipt}?t=${own.orderLink}`),
    withKey(read('200 200 200 200 200', (own) => `/receipts/${own.receipt}?t=${own.receiptLink}`)),
  ],
  'GET /receipts/:number/pdf': [
    read('404 404 404 404 200', (own) => `/receipts/${own.receipt}/pdf`),
    withKey(read('200 200 200 200 200', (own) => `/receipts/${own.receipt}/pdf?t=${own.receiptLink}`)),
  ],
  'GET /verify': [read('200 200 200 200 200', '/verify'), read('400 400 400 400 400', '/verify?code=khong-phai-ma')],
  // Genuine or not, and how much: no name, no purpose.
  'GET /verify/:token': [
    read('200 200 200 200 200', (own) => `/verify/${own.verify}`),
    read('404 404 404 404 404', (own) => `/verify/${own.receipt}.${own.receiptLink}`),
  ],
  'GET /fines': [read('200 200 200 200 200', '/fines')],
  // Who knows record, day and name finds it; with two of three there is nothing.
  'POST /fines': [
    form('200 200 200 200 200', '/fines', () => look('BB-RIENG-TU', 'Mai Văn Kẻ Khác')),
    withKey(form('303 303 303 303 303', '/fines', () => look('BB-RIENG-TU', 'Hồ Thị Riêng Tư'))),
  ],
  'GET /fines/:id': [
    read('404 404 404 404 404', (own) => `/fines/${own.fine}`),
    read('404 404 404 404 404', (own) => `/fines/${own.fine}?t=${own.fineOrderLink}`),
    withKey(read('200 200 200 200 200', (own) => `/fines/${own.fine}?t=${own.fineLink}`)),
  ],
  'POST /fines/:id/pay': [
    form('404 404 404 404 404', (own) => `/fines/${own.fine}/pay`),
    withKey(
      form(
        '303 303 303 303 303',
        (own) => `/fines/${own.fine}/pay`,
        (own) => ({ t: own.fineLink }),
      ),
    ),
  ],
  'POST /fines/:id/return': [
    form(
      '404 404 404 404 404',
      (own) => `/fines/${own.fine}/return`,
      () => ({ name: 'Kẻ Lạ', phone: '0912345678', address: 'Số 1 phố Lạ' }),
    ),
    // The papers are not sent before the fine is paid, not even to whoever has the link.
    withKey(
      form(
        '409 409 409 409 409',
        (own) => `/fines/${own.fine}/return`,
        (own) => ({ ...{ t: own.fineLink, name: 'Kẻ Lạ' }, ...{ phone: '0912345678', address: 'Số 1 phố Lạ' } }),
      ),
    ),
  ],
  'GET /api/openapi.json': [read('200 200 200 200 200', '/api/openapi.json')],
};
