import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { movableClock } from '../../support/relying-party-origin.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { callerOf, expire, personOf, startPayment, type RunningPayment } from '../../support/payment.ts';
import { createVisitor, hidden } from '../../support/relying-party-visitor.ts';
import { tellBank } from '../../support/vnpay.ts';

let database: TestDatabase;
let service: RunningPayment;
const clock = movableClock();
beforeAll(async () => {
  database = await useDatabase({ role: 'mocua_payment' });
  service = await startPayment(database, { clock });
});
afterAll(async () => {
  await service.stop();
  await database.close();
});
beforeEach(() => {
  clock.reset();
  service.standing.caller = callerOf('dossier', 'payment:order payment:read');
  service.standing.person = null;
});

let count = 0;
/** An order as the dossier service asks for one, for a person it names. */
async function order(sub?: string): Promise<{ id: string; url: string; reference: string }> {
  count += 1;
  const reference = `H26.1-260301-${String(count).padStart(4, '0')}`;
  const answer = await fetch(`${service.origin}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `pages-${String(count)}` },
    body: JSON.stringify({
      reference,
      description: `Phí, lệ phí hồ sơ ${reference}`,
      payer: { name: 'Nguyễn Văn Thử', ...(sub === undefined ? {} : { sub }) },
      items: [{ code: 'LP01', name: 'Lệ phí cấp đổi', amount: 115_000, kind: 'fee' }],
      returnUrl: 'http://localhost:3002/dossiers/1',
      notifyUrl: 'http://localhost:3002/payments/events',
    }),
  });
  return { ...((await answer.json()) as { id: string; url: string }), reference };
}
async function pay({ id, url }: { id: string; url: string }): Promise<void> {
  const visitor = createVisitor();
  const page = await visitor.get(url);
  const scan = await visitor.post(`${service.origin}/orders/${id}/pay`, {
    _csrf: hidden(page, '_csrf'),
    t: hidden(page, 't'),
    way: 'vietqr',
  });
  const content = /MC[0-9A-Z]{12}/.exec(scan.text)?.[0] ?? '';
  expect(await tellBank(service, clock, { amount: 115_000, content })).toMatchObject({ result: 'paid' });
}
const mine = async (sub: string): Promise<string> => {
  service.standing.person = personOf(sub, 'LoA1');
  const { text } = await createVisitor().get(`${service.origin}/my`);
  service.standing.person = null;
  return text;
};
const seenBy = async (sub: string | null, path: string): Promise<number> => {
  service.standing.person = sub === null ? null : personOf(sub, 'LoA2');
  const { status } = await fetch(`${service.origin}${path}`, { redirect: 'manual' });
  service.standing.person = null;
  return status;
};

describe('my payments', () => {
  test('have what was paid for my dossier by somebody who was not signed in, and nobody else has it', async () => {
    const made = await order('lan');
    expect(await mine('lan')).toContain(made.reference);
    await pay(made);
    const list = await mine('lan');
    expect(list).toMatch(new RegExp(`${made.reference}[\\s\\S]*Đã thanh toán[\\s\\S]*/receipts/MC`));
    const receipt = /\/receipts\/[A-Z0-9-]+/.exec(list)?.[0] ?? '';
    expect(await mine('minh')).not.toContain(made.reference);
    for (const path of [`/orders/${made.id}`, receipt, `${receipt}/pdf`]) {
      expect([path, await seenBy('lan', path), await seenBy('minh', path), await seenBy(null, path)]).toEqual([path, 200, 404, 404]);
    }
  });

  test('do not have somebody else’s because I paid it for them', async () => {
    const made = await order('lan');
    service.standing.person = personOf('minh', 'LoA1');
    await pay(made);
    expect(await mine('minh')).not.toContain(made.reference);
    expect(await mine('lan')).toContain(made.reference);
  });

  test('have what I paid while signed in where nobody was named, and not what came to nothing', async () => {
    const made = await order();
    service.standing.person = personOf('minh', 'LoA1');
    await pay(made);
    expect(await mine('minh')).toContain(made.reference);
    const over = await order('minh');
    await expire(database, over.id);
    expect(await mine('minh')).not.toContain(over.reference);
  });
});

test('every page leads to my payments, fines, the check of receipts, and in or out', async () => {
  const { url } = await order();
  const pages = ['/', '/fines', '/verify', url.slice(service.origin.length)];
  for (const page of pages) {
    const text = await (await fetch(service.origin + page)).text();
    for (const href of ['/my', '/fines', '/verify', '/sign-in/start?return='])
      expect(text, page).toContain(`class="mc-navigation__link" href="${href}`);
    expect(text).not.toContain('href="/sign-out"');
    service.standing.person = personOf('lan', 'LoA1');
    const signedIn = await (await fetch(service.origin + page)).text();
    service.standing.person = null;
    expect(signedIn, page).toContain('href="/sign-out"');
    expect(signedIn).toContain('Nguyễn Văn Thử</span>');
  }
});

test('an English page marks what is written in Vietnamese, and writes money one way', async () => {
  const { url } = await order();
  const english = await (await fetch(url, { headers: { 'accept-language': 'en' } })).text();
  expect(english).toContain('<html lang="en"');
  for (const words of ['Phí, lệ phí hồ sơ', 'Lệ phí cấp đổi']) expect(english).toMatch(new RegExp(`<span lang="vi">${words}`));
  expect(english).toContain('115,000\u00a0VND');
  const vietnamese = await (await fetch(url)).text();
  expect(vietnamese).toContain('115.000\u00a0đồng');
  expect(vietnamese).not.toContain('<span lang="vi">');
  for (const text of [english, vietnamese]) expect(text).not.toContain('₫');
});

test('an English receipt marks what is written in Vietnamese', async () => {
  const made = await order('lan');
  await pay(made);
  const receipt = /\/receipts\/[A-Z0-9-]+/.exec(await mine('lan'))?.[0] ?? '';
  service.standing.person = personOf('lan', 'LoA1');
  const text = await (await fetch(service.origin + receipt, { headers: { 'accept-language': 'en' } })).text();
  service.standing.person = null;
  for (const words of ['Phí, lệ phí hồ sơ', 'Lệ phí cấp đổi', 'Một trăm mười lăm nghìn đồng'])
    expect(text).toContain(`<span lang="vi">${words}`);
});

describe('a receipt is checked', () => {
  test('by the address printed on it, alone or as its end, with the spaces of a line that was broken', async () => {
    const made = await order('lan');
    await pay(made);
    const { rows } = await database.admin.query<{ number: string }>(`SELECT number FROM payment.receipt WHERE order_id = $1`, [made.id]);
    const address = service.payment.links.verify(rows[0]?.number ?? '');
    const token = address.split('/').at(-1) ?? '';
    for (const code of [address, token, `  ${token.slice(0, 20)} ${token.slice(20)}`]) {
      const { text, url } = await createVisitor().get(`${service.origin}/verify?code=${encodeURIComponent(code)}`);
      expect(url).toBe(address);
      expect(text).toContain('Biên lai này do chúng tôi phát hành');
    }
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await fetch(`${service.origin}/verify?code=${forged}`)).status).toBe(404);
  });

  test('and what is no such code is said, with what was typed still there', async () => {
    const answer = await fetch(`${service.origin}/verify?code=${encodeURIComponent('<MC26-1>')}`);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('value="&lt;MC26-1&gt;"');
    expect(text).toContain('href="#code"');
  });
});
