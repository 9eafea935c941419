import { beforeAll, expect, test } from 'vitest';
import { systemClock } from '#shared/clock';
import type { Guest } from '../support/guest.ts';
import { readQr } from '../support/qr.ts';
import { useWorld } from '../support/world.ts';
import { combinations, textsIn } from './combinations.ts';
import { uploadDecisions, type Decision } from './police.ts';
import { choose, fillDate, oneLine, read, until } from './steps.ts';

const world = useWorld('traffic-fine');
const DAY = 86_400_000;
const FINE = 2_000_000;

/** The date in Vietnam so many days ago. */
const ago = (days: number): string => new Date(systemClock.now().getTime() + 7 * 3_600_000 - days * DAY).toISOString().slice(0, 10);

/** The first half was received long ago and never paid; the second is fresh. */
const decision = (number: number): Decision => ({
  decisionNumber: `${String(number).padStart(6, '0')}/QĐ-XPHC`,
  recordNumber: `BB-${String(number).padStart(6, '0')}`,
  fullName: `Nguyễn Văn Thử ${String(number)}`,
  plate: '29A-123.45',
  amount: FINE,
  authority: 'Phòng Cảnh sát giao thông mẫu',
  treasuryAccount: '3511.0.0000000',
  paperHeld: ['Giấy phép lái xe'],
  ...(number <= 500
    ? { violationDate: ago(80), decisionDate: ago(72), receivedOn: ago(70) }
    : { violationDate: ago(9), decisionDate: ago(4), receivedOn: ago(2) }),
});
const decisions = Array.from({ length: 1000 }, (_each, index) => decision(index + 1));
// Whoever tries again takes other decisions than those that were paid.
const late = decisions.slice(0, 500).values();
const fresh = decisions.slice(500).values();

beforeAll(async () => {
  // No reduction is law today. One that a decree may bring is put in force, so that it can be seen.
  await world.database.admin.pool.query('UPDATE payment.fine_incentive SET enabled = true');
  expect(await uploadDecisions(world.system, decisions)).toMatchObject({ accepted: 1000, duplicate: 0, rejected: 0 });
});

async function lookUp(citizen: Guest, { recordNumber, violationDate }: Decision, fullName: string): Promise<void> {
  await citizen.go(`${world.system.payment}/fines`);
  await citizen.fill({ recordNumber, fullName });
  await fillDate(citizen, 'violationDate', violationDate);
  await citizen.press('form[action="/fines"] button[type=submit]');
}

/** What the decision's page asks for, line by line, in this order. */
async function expectLines(citizen: Guest, lines: readonly (readonly [label: string, amount: number])[]): Promise<void> {
  const { payment } = textsIn(citizen.language);
  const said = await read(citizen);
  let from = 0;
  for (const [label, amount] of lines) {
    const at = said.indexOf(oneLine(label), from);
    expect(at, `${label} in ${said}`).toBeGreaterThanOrEqual(0);
    const figure = oneLine(payment.money(amount));
    from = said.indexOf(figure, at);
    expect(from, `${figure} after ${label} in ${said}`).toBeGreaterThanOrEqual(0);
    from += figure.length;
  }
}

/** A banking app: it scans the code on the page of the order, shows what it read, and transfers. */
async function transfer(citizen: Guest): Promise<void> {
  const { bank } = textsIn(citizen.language);
  const order = citizen.tab.url();
  const qr = await readQr(citizen.tab.locator('main img'));
  await citizen.go(`${world.system.sandbox}/bank/vietqr/pay`);
  await citizen.fill({ qr });
  await citizen.press(bank.vietqr.read);
  await citizen.press('form[id=pay] button[value=success]');
  expect(await read(citizen)).toContain(bank.vietqr.doneTitle);
  await citizen.go(order);
}

test.each(combinations)(
  'a fine is found among a thousand, shown line by line, paid by VietQR without signing in, its receipt verified by QR ($language, $scripts scripts)',
  async ({ language, browser }) => {
    const { payment } = textsIn(language);
    const [mine, recent] = [late.next().value, fresh.next().value];
    if (mine === undefined || recent === undefined) throw new Error('no decisions are left');
    const citizen = await world.guest(browser);
    const { tab } = citizen;

    await lookUp(citizen, { ...mine, violationDate: ago(81) }, mine.fullName);
    expect(await read(citizen)).toContain(payment.fines.notFound);
    await lookUp(citizen, recent, recent.fullName);
    await citizen.arrive(/\/fines\/[0-9a-f-]{36}/);
    const reduction = language === 'vi' ? 'Giảm do nộp trực tuyến trong 15 ngày' : 'Reduction for paying online within 15 days';
    await expectLines(citizen, [[payment.fine.fineLine, FINE], [reduction, -200_000], [payment.order.total, 1_800_000]]); // prettier-ignore

    await lookUp(citizen, mine, mine.fullName.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase());
    await citizen.arrive(/\/fines\/[0-9a-f-]{36}/);
    expect(await citizen.heading()).toBe(payment.fine.title(mine.decisionNumber));
    // Ten days are free; midnight may pass between the upload and this page.
    const days = Math.round((Date.parse(ago(0)) - Date.parse(mine.receivedOn)) / DAY) - 10;
    const interest = (FINE * 5 * days) / 10_000;
    const total = FINE + interest;
    await expectLines(citizen, [[payment.fine.fineLine, FINE], [payment.fine.interestLine(days), interest], [payment.order.total, total]]); // prettier-ignore

    await citizen.press('form[action$="/pay"] button[type=submit]');
    await choose(citizen, { way: 'vietqr' });
    await citizen.press('form[action$="/pay"] button[type=submit]');
    await transfer(citizen);
    await until(citizen, payment.order.paid);
    await citizen.press('a[href*="/receipts/"]');
    const number = new URL(tab.url()).pathname.split('/')[2] ?? '';
    const address = await readQr(tab.locator('main img'));
    expect(await read(citizen)).toContain(address);

    // Somebody else, who has nothing but the receipt in their hand.
    const stranger = await world.guest(browser);
    await stranger.go(address);
    const verdict = await read(stranger);
    for (const said of [payment.verify.genuine, number, payment.money(total)]) expect(verdict).toContain(oneLine(said));
    expect(verdict).not.toContain('Nguyễn Văn Thử');
    await stranger.go(address.slice(0, -2) + (address.endsWith('AA') ? 'BB' : 'AA'));
    expect(await stranger.heading()).toBe(payment.verify.unknown);
    expect(await tab.locator('.mc-header__person').count()).toBe(0);
  },
);
