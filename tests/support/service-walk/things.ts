import type { TestDatabase } from '../database.ts';
import type { TestSystem } from '../system.ts';
import { ipnFields, vnpaySigned } from '../vnpay.ts';
import type { Caller } from './caller.ts';
import { eventually, filing, LICENCE_NUMBER } from './filing.ts';
import { paper, SECRET_WORDS } from './papers.ts';
import { accounts, type createClient } from './people.ts';
import { bound, clientToken, newProofKey } from './tokens.ts';

/** What the owner has at the services: the ids and links a stranger may have guessed or seen. */
export interface Things {
  /** An open draft with one document. */
  readonly draft: string;
  readonly draftFile: string;
  /** Filed, its fee paid, not accepted yet. */
  readonly paid: string;
  readonly paidFile: string;
  /** Waits for papers that the officer asked for. */
  readonly waiting: string;
  /** Decided and returned. */
  readonly returned: string;
  readonly lookupSecret: string;
  /** The order of the paid dossier, and the secret of its link. */
  readonly order: string;
  readonly orderLink: string;
  readonly receipt: string;
  readonly receiptLink: string;
  readonly verify: string;
  /** A fine that nobody has paid, with the order the owner has begun for it. */
  readonly decision: string;
  readonly fine: string;
  readonly fineLink: string;
  readonly fineOrder: string;
  readonly fineOrderLink: string;
  /** Texts that only the owner and the agency in charge may read. */
  readonly secret: readonly string[];
}

interface Making {
  readonly system: TestSystem;
  readonly database: TestDatabase;
  readonly owner: Caller;
  readonly officer: Caller;
  readonly police: Awaited<ReturnType<typeof createClient>>;
  readonly vnpaySecret: string;
}

const LICENCE = '3.000347';
const BIRTH = '1.001193';
const fileIn = (text: string): string => /\/files\/([0-9a-f-]{36})"/.exec(text)?.[1] ?? '';
const linkIn = (text: string): string => /[?&]t=([\w-]{22})/.exec(text.replaceAll('&amp;', '&'))?.[1] ?? '';

export async function makeThings(making: Making): Promise<Things> {
  const { system, owner, officer } = making;
  const own = filing(system, owner);
  const staff = filing(system, officer);
  const paid = await own.submit(await own.draft(LICENCE));
  const waiting = await own.submit(await own.draft(BIRTH));
  const because = { ground: 'Luật Hộ tịch số 60/2014/QH13', remedy: 'Nộp bản chụp giấy chứng sinh', missing: 'Giấy chứng sinh' };
  await staff.decide(waiting, 5, { ...because, reason: await firstReason(staff, waiting, 5) });
  const returned = await own.submit(await own.draft(BIRTH));
  for (const to of [2, 4, 9]) await staff.decide(returned, to);
  const result = await staff.post(`/queue/${returned}/result`, { file: paper, name: 'ket-qua.pdf' });
  if (result.status !== 303) throw new Error(`the result was answered ${String(result.status)}`);
  await staff.decide(returned, 10);
  const draft = await own.draft(BIRTH);
  const money = await payFee(making, paid);
  const fine = await makeFine(making);
  const page = await own.read(`/dossiers/${paid}`);
  const lookupSecret = /<code class="mc-secret"[^>]*>([A-Z2-9]{10})</.exec(page.text)?.[1] ?? '';
  const found = {
    ...{ draft, paid, waiting, returned, lookupSecret },
    draftFile: fileIn((await own.read(`/drafts/${draft}/files`)).text),
    paidFile: fileIn(page.text),
    ...money,
    ...fine,
  };
  for (const [name, value] of Object.entries(found)) if (value === '') throw new Error(`${name} was not found on any page`);
  const { name, citizenNumber } = accounts.owner;
  return {
    ...found,
    secret: [
      ...[name, encodeURIComponent(name), citizenNumber, '0912700001', '+84912700001', 'nguoi-1@rieng-tu.example', 'ngõ Kín Đáo'],
      ...[LICENCE_NUMBER, SECRET_WORDS, 'rieng-tu-', 'Câu trả lời riêng tư', '29A-777.77', 'BB-RIENG-TU'],
      ...Object.values(found),
    ],
  };
}

const firstReason = async (staff: ReturnType<typeof filing>, code: string, to: number): Promise<string> => {
  const { text } = await staff.read(`/queue/${code}`);
  const form = text.split('<form').find((each) => each.includes(`name="to" value="${String(to)}"`)) ?? '';
  return /<option value="([^"]+)"/.exec(form)?.[1] ?? '';
};

/** The owner pays a dossier's fee by VNPAY, signed in; the bank's notification is what counts. */
async function payFee({ system, database, owner, vnpaySecret }: Making, code: string) {
  const page = await eventually(async () => {
    const { text } = await owner.send({ method: 'GET', url: `${system.dossier}/dossiers/${code}` });
    return text.includes(`${system.payment}/orders/`) ? text : null;
  }, 'the order of the fee');
  const [, order = '', orderLink = ''] = /\/orders\/([0-9a-f-]{36})\?t=([\w-]{22})/.exec(page) ?? [];
  const sent = { method: 'POST', url: `${system.payment}/orders/${order}/pay`, body: { form: { t: orderLink, way: 'vnpay' } } };
  const reference = new URL((await owner.send(sent)).location).searchParams.get('vnp_TxnRef') ?? '';
  const told = vnpaySigned(ipnFields({ reference, amount: 115_000 }), vnpaySecret);
  const answer = await fetch(`${system.payment}/gateways/vnpay/ipn?${told}`);
  if (((await answer.json()) as { RspCode: string }).RspCode !== '00') throw new Error('the payment was not taken');
  const shown = (await owner.send({ method: 'GET', url: `${system.payment}/orders/${order}` })).text;
  const receipt = /\/receipts\/([A-Z]+\d{2}-\d{8})\?t=/.exec(shown)?.[1] ?? '';
  const receiptLink = linkIn(/\/receipts\/[^"]+/.exec(shown)?.[0] ?? '');
  const paper = (await owner.send({ method: 'GET', url: `${system.payment}/receipts/${receipt}` })).text;
  const verify = /\/verify\/([\w.-]+)"/.exec(paper)?.[1] ?? '';
  await eventually(async () => {
    const asked = `SELECT 1 FROM dossier.dossier WHERE code = $1 AND payment_state = 'paid'`;
    return (await database.admin.pool.query(asked, [code])).rowCount === 1 ? true : null;
  }, 'the notice of the payment');
  return { order, orderLink, receipt, receiptLink, verify };
}

/** The police upload a decision by their API; the owner finds it and begins to pay. */
async function makeFine({ system, owner, police }: Making) {
  const decision = '777001/QĐ-XPHC';
  const key = await newProofKey();
  const token = await clientToken(system, police, { resource: system.payment, scope: 'fines:write', key });
  const request = { method: 'POST', url: `${system.payment}/api/fines` };
  const about = {
    ...{ decisionNumber: decision, decisionDate: '2026-09-01', recordNumber: 'BB-RIENG-TU', violationDate: '2026-08-20' },
    ...{ fullName: accounts.owner.name, citizenNumber: accounts.owner.citizenNumber, plate: '29A-777.77', amount: 2_000_000 },
    ...{ authority: 'Phòng Cảnh sát giao thông mẫu', treasuryAccount: '3511.0.0000000', receivedOn: '2026-09-03' },
    paperHeld: ['Giấy phép lái xe'],
  };
  const body = { json: { decisions: [about] } };
  const uploaded = await owner.send({ ...request, body, headers: await bound(request, token, key) });
  if (uploaded.status !== 200) throw new Error(`the decision was answered ${String(uploaded.status)}: ${uploaded.text}`);
  const mine = (await owner.send({ method: 'GET', url: `${system.payment}/my` })).text;
  const [, fine = '', fineLink = ''] = /\/fines\/([0-9a-f-]{36})\?t=([\w-]{22})/.exec(mine) ?? [];
  const begun = await owner.send({ method: 'POST', url: `${system.payment}/fines/${fine}/pay`, body: { form: { t: fineLink } } });
  const [, fineOrder = '', fineOrderLink = ''] = /\/orders\/([0-9a-f-]{36})\?t=([\w-]{22})/.exec(begun.location) ?? [];
  return { decision, fine, fineLink, fineOrder, fineOrderLink };
}
