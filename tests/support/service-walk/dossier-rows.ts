import { form, read, send, signInRows, type Rows } from './row.ts';
import { paper } from './papers.ts';

const upload = () => ({ file: paper, name: 'them.pdf' });

/** Drafts are their owner's alone; a dossier is its owner's and its agency's; the rest is as if it did not exist. */
export const dossierRows: Rows = {
  ...signInRows,
  'GET /start': [read('303 200 200 200 200', '/start?procedure=1.001193')],
  'POST /start': [form('401 303 303 303 303', '/start', () => ({ procedure: '1.001193', agency: 'H26' }))],
  'GET /drafts/:id': [read('303 404 404 404 200', (own) => `/drafts/${own.draft}`)],
  'POST /drafts/:id': [
    form(
      '401 404 404 404 409',
      (own) => `/drafts/${own.draft}`,
      () => ({ childName: 'Kẻ Lạ', version: '1', go: 'save' }),
    ),
  ],
  'GET /drafts/:id/files': [read('303 404 404 404 200', (own) => `/drafts/${own.draft}/files`)],
  'POST /drafts/:id/files/:slot': [send('401 404 404 404 303', (own) => `/drafts/${own.draft}/files/GIAY-CHUNG-SINH`, upload)],
  'POST /drafts/:id/remove-file': [
    form(
      '401 404 404 404 303',
      (own) => `/drafts/${own.draft}/remove-file`,
      (own) => ({ file: own.draftFile }),
    ),
  ],
  'GET /drafts/:id/review': [read('303 404 404 404 200', (own) => `/drafts/${own.draft}/review`)],
  'POST /drafts/:id/submit': [form('401 404 404 404 303', (own) => `/drafts/${own.draft}/submit`)],
  'POST /drafts/:id/delete': [form('401 404 404 404 303', (own) => `/drafts/${own.draft}/delete`)],
  'GET /': [read('200 303 303 303 303', '/')],
  'GET /dossiers': [read('303 200 200 200 200', '/dossiers')],
  'GET /dossiers/:code': [read('303 404 404 404 200', (own) => `/dossiers/${own.paid}`)],
  'POST /dossiers/:code/files': [send('401 404 404 404 303', (own) => `/dossiers/${own.waiting}/files`, upload)],
  'POST /dossiers/:code/supplement': [
    form(
      '401 404 404 404 303',
      (own) => `/dossiers/${own.waiting}/supplement`,
      // Filed and asked for papers; the withdrawal then follows this answer.
      () => ({ seq: '2', note: 'Tôi nộp thêm' }),
    ),
  ],
  'POST /dossiers/:code/withdraw': [
    form(
      '401 404 404 404 303',
      (own) => `/dossiers/${own.waiting}/withdraw`,
      () => ({ seq: '3', reason: 'withdraw.personal', sure: 'yes' }),
    ),
  ],
  'POST /dossiers/:code/pay': [form('401 404 404 404 303', (own) => `/dossiers/${own.paid}/pay`)],
  'POST /dossiers/:code/rating': [
    form(
      '401 404 404 404 303',
      (own) => `/dossiers/${own.returned}/rating`,
      () => ({ rating: '1' }),
    ),
  ],
  'GET /dossiers/:code/forms/:seq': [
    read('303 404 404 200 200', (own) => `/dossiers/${own.paid}/forms/1`),
    read('303 404 404 404 404', (own) => `/dossiers/${own.paid}/forms/77`),
  ],
  'GET /files/:id': [
    read('303 404 404 404 200', (own) => `/files/${own.draftFile}`),
    read('303 404 404 200 200', (own) => `/files/${own.paidFile}`),
  ],
  'GET /lookup': [read('200 200 200 200 200', (own) => `/lookup?code=${own.paid}`)],
  // With the secret of the receipt anybody learns how far it is, and nothing else.
  'POST /lookup': [
    form('200 200 200 200 200', '/lookup', (own) => ({ code: own.paid, secret: own.lookupSecret })),
    form('404 404 404 404 404', '/lookup', (own) => ({ code: own.waiting, secret: own.lookupSecret })),
  ],
  'GET /inbox': [read('303 200 200 200 200', '/inbox')],
  'GET /queue': [read('303 403 200 200 403', '/queue')],
  'GET /queue/:code': [read('303 403 404 200 403', (own) => `/queue/${own.paid}`)],
  'POST /queue/:code/decision': [
    form(
      '401 403 404 303 403',
      (own) => `/queue/${own.paid}/decision`,
      // Filed, its order made, and paid.
      () => ({ seq: '3', to: '2' }),
    ),
  ],
  // Allowed to the officer, and too early: it is not decided yet.
  'POST /queue/:code/result': [send('401 403 404 409 403', (own) => `/queue/${own.paid}/result`, upload)],
  'GET /api/openapi.json': [read('200 200 200 200 200', '/api/openapi.json')],
  'POST /webhooks/payment': [send('401 401 401 401 401', '/webhooks/payment', (own) => ({ json: noticeOf(own) }))],
};

const noticeOf = (own: { order: string; paid: string }): object => ({
  id: 'an-event-nobody-signed',
  type: 'order.refunded',
  order: { id: own.order, reference: own.paid, amount: 115_000 },
});
