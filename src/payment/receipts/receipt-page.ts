import { z } from 'zod';
import { orderById } from '#payment/orders';
import type { Links, PaymentOptions } from '#payment/terms';
import type { Person } from '#relying-party';
import { route, show, written, type Route } from '#shared/http';
import type { Language } from '#shared/texts';
import { page, qrImage } from '#shared/view';
import { amountInWords } from './amount-words.ts';
import { receiptProblem } from './problems.ts';
import { receiptPdf } from './receipt-pdf.ts';
import { receiptByNumber, type ReceiptModel } from './receipts.ts';

export const receiptPage = page<ReceiptModel>('payment/receipt', {
  receipt: {
    number: 'MC26-00000001',
    collector: { name: 'Trung tâm thanh toán mẫu', taxCode: '0100000000' },
    payerName: 'Nguyễn Văn Thử',
    description: 'Nộp phạt theo quyết định 0001/QĐ-XPHC',
    reference: '0001/QĐ-XPHC',
    items: [
      { name: 'Tiền phạt', kind: 'fine', amount: 2_000_000 },
      { name: 'Tiền chậm nộp 30 ngày', kind: 'interest', amount: 30_000 },
    ],
    amount: 2_030_000,
    words: amountInWords(2_030_000n, 'vi'),
    wordsEn: amountInWords(2_030_000n, 'en'),
    issuedAt: '2026-03-01T03:00:00.000Z',
    verifyUrl: 'http://localhost:3003/verify/MC26-00000001.AAAAAAAAAAAAAAAAAAAAAA',
    qr: `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>').toString('base64')}`,
    pdf: '/receipts/MC26-00000001/pdf?t=x',
  },
});

type Deps = Pick<PaymentOptions, 'db' | 'sealer' | 'rp' | 'collector'> & { readonly links: Links };

/** A receipt for whoever holds its link and for the person who paid. */
export function receiptRoutes(deps: Deps): Route[] {
  const { db, links, rp, collector } = deps;
  const params = z.object({ number: z.string() });
  const query = z.object({ t: z.string().max(64).optional() });
  return [
    route({
      method: 'GET',
      path: '/receipts/:number',
      who: rp.visitor,
      params,
      query,
      handle: async (call) => show(receiptPage, await modelOf(call.params.number, call.query.t, call.principal)),
    }),
    route({
      method: 'GET',
      path: '/receipts/:number/pdf',
      who: rp.visitor,
      params,
      query,
      async handle(call) {
        const model = await modelOf(call.params.number, call.query.t, call.principal);
        call.koa.type = 'application/pdf';
        call.koa.set('Content-Disposition', `inline; filename="${model.number}.pdf"`);
        call.koa.body = await receiptPdf(model);
        return written;
      },
    }),
  ];

  async function modelOf(number: string, token: string | undefined, person: Person | null): Promise<ReceiptModel> {
    const receipt = await receiptByNumber(db, number);
    const order = receipt === null ? null : await orderById(deps, db, receipt.order_id);
    const own = order !== null && person !== null && order.ownerSub === person.sub;
    if (receipt === null || order === null || !(links.opens('receipt', number, token) || own)) throw receiptProblem('receipt.not-found');
    const verifyUrl = links.verify(number);
    const words = (lang: Language): string => amountInWords(receipt.amount, lang);
    return {
      number,
      collector,
      payerName: order.payerName,
      description: order.description,
      reference: order.reference,
      items: order.items,
      amount: Number(receipt.amount),
      words: words('vi'),
      wordsEn: words('en'),
      issuedAt: receipt.issued_at.toISOString(),
      verifyUrl,
      qr: await qrImage(verifyUrl),
      pdf: links.receiptPdf(number),
    };
  }
}
