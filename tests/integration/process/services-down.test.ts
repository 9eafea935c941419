import { afterAll, beforeAll, expect, test } from 'vitest';
import { vi as catalogueTexts } from '../../../src/catalogue/messages/vi.ts';
import { messages as dossierMessages } from '../../../src/dossier/messages.ts';
import { vi as signInTexts } from '../../../src/relying-party/messages/vi.ts';
import { auditBooks, waitingJobs } from '../../support/case-books.ts';
import * as steps from '../../support/case-steps.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { pause } from '../../support/program.ts';
import { startRoleProcesses, type RoleName, type RoleProcesses } from '../../support/role-processes.ts';
import { awaitPage, guest, officerGuest, open, textOf, type Guest } from '../../support/service-guests.ts';
import type { Page } from '../../support/visitor.ts';

const texts = dossierMessages.vi;
const paidAt = { outcome: 'success', returns: true } as const;

let database: TestDatabase;
let system: RoleProcesses;
let citizen: Guest;
let officer: Guest;

beforeAll(async () => {
  database = await useDatabase();
  system = await startRoleProcesses(database);
  citizen = guest(system.places, 1);
  officer = officerGuest(system.places);
  await system.admit([citizen]);
  await open(officer, `${system.places.dossier}/queue`);
});
afterAll(async () => {
  await system.remove();
  await database.close();
});

/** A licence exchange filled in, with its document, not filed yet. */
async function readyDraft(): Promise<string> {
  const draft = await steps.begin(citizen, 'licence');
  await steps.fillIn(citizen, draft, 'licence');
  await steps.attach(citizen, draft, 'licence');
  return draft;
}
const fileLicence = async (): Promise<string> => steps.submit(citizen, await readyDraft());
const dossierPage = (code: string): Promise<Page> => open(citizen, steps.dossierUrl(citizen, code));

/** What happens while a service is gone; it comes back whatever happens, or the next test would look at this one's ruins. */
async function without<T>(role: RoleName, work: () => Promise<T>): Promise<T> {
  await system.down(role);
  try {
    return await work();
  } finally {
    await system.up(role);
  }
}

/** How the catalogue's front page calls the state of a service; it asks every half minute. */
async function untilFrontPageSays(service: 'dossier' | 'identity', state: 'down'): Promise<Page> {
  const { services, states } = catalogueTexts.home;
  const line = `${services[service]}: ${states[state]}`;
  const reader = guest(system.places, 99);
  return awaitPage(reader, `${system.places.catalogue}/`, (page) => page.status === 200 && textOf(page).includes(line), { seconds: 75 });
}

test('the catalogue is down: what was begun is filed, what is known can be begun, and a page says where it cannot', async () => {
  const { dossier } = system.places;
  const draft = await steps.begin(citizen, 'licence');
  await steps.fillIn(citizen, draft, 'licence');
  await without('catalogue', async () => {
    await steps.attach(citizen, draft, 'licence');
    expect(await steps.submit(citizen, draft)).toMatch(/^H26-/);

    // Two minutes later: what the catalogue said last is no longer fresh.
    await database.admin.query(`UPDATE dossier.procedure_current SET checked_at = checked_at - interval '2 minutes'`);
    const start = await open(citizen, `${dossier}/start?procedure=${steps.procedures.licence.code}`);
    expect(textOf(start)).toContain(texts.dossier.start.stale);
    await fileLicence();

    const unknown = await open(citizen, `${dossier}/start?procedure=${steps.procedures.birth.code}`);
    expect(unknown.status).toBe(503);
    expect(unknown.headers.get('retry-after')).toBe('30');
    expect(textOf(unknown)).toContain(texts.problems['dossier.catalogue-away'].title);
  });
  const again = await open(citizen, `${dossier}/start?procedure=${steps.procedures.birth.code}`);
  expect(again.status).toBe(200);
  const fresh = await open(citizen, `${dossier}/start?procedure=${steps.procedures.licence.code}`);
  expect(textOf(fresh)).not.toContain(texts.dossier.start.stale);
});

test('the payment service is down while somebody files: the dossier is kept, the page says so, and the order comes by itself', async () => {
  const draft = await readyDraft();
  const code = await without('payment', async () => {
    const filed = await steps.submit(citizen, draft);
    const page = await dossierPage(filed);
    expect(textOf(page)).toContain(texts.dossier.one.arranging);
    const pressed = await citizen.visitor.submit(page, {}, { action: '/pay' });
    expect(pressed.status).toBe(200);
    expect(textOf(pressed)).toContain(texts.dossier.one.paymentAway);
    expect(textOf(await open(citizen, `${system.places.dossier}/dossiers`))).toContain(filed);
    expect((await steps.attempt(officer, filed, 2)).status, 'nobody accepts it without its fee').toBe(409);
    return filed;
  });
  // Nobody presses anything.
  const payable = await awaitPage(citizen, steps.dossierUrl(citizen, code), (seen) => steps.orderLink(citizen, seen) !== null);
  await steps.pay(citizen, steps.orderLink(citizen, payable) ?? '', paidAt);
  await steps.awaitPaid(citizen, code);
  await steps.decide(officer, code, 2);
});

test('the payment service goes down while somebody is at the bank: the money is taken, and counted once when the bank tells again', async () => {
  const code = await fileLicence();
  const order = await steps.awaitOrder(citizen, code);
  const bank = await citizen.visitor.submit(await citizen.visitor.get(order), { way: 'vnpay' }, { action: '/pay' });
  const left = await without('payment', async () => {
    const decided = await citizen.bankWindow.submit(await citizen.bankWindow.get(bank.url), { outcome: 'success' });
    expect(decided.elsewhere, 'the bank took the money and sends the person back').toContain(
      `${system.places.payment}/gateways/vnpay/return`,
    );
    expect(textOf(await dossierPage(code))).toContain(texts.dossier.one.feeStates.requested);
    return decided;
  });
  // The person has gone; the bank repeats what was not acknowledged.
  await steps.awaitPaid(citizen, code);
  // And whoever goes back late finds it paid.
  const returned = await citizen.visitor.get(left.elsewhere ?? '');
  expect(steps.isPaid(returned)).toBe(true);
});

test('the dossier service is down while somebody pays: the money is taken with a receipt, and the dossier knows of it when it is back', async () => {
  const code = await fileLicence();
  const order = await steps.awaitOrder(citizen, code);
  await without('dossier', async () => {
    const front = await untilFrontPageSays('dossier', 'down');
    expect(textOf(front)).toContain(catalogueTexts.home.downAbout);
    await steps.pay(citizen, order, paidAt);
    const paid = await citizen.visitor.get(order);
    expect(steps.isPaid(paid)).toBe(true);
    const { rows } = await database.admin.query(
      `SELECT e.delivered_at FROM payment.order_event e JOIN payment.payment_order o ON o.id = e.order_id WHERE o.reference = $1`,
      [code],
    );
    expect(rows).toEqual([{ delivered_at: null }]);
  });
  // The same session, no second sign-in.
  await steps.awaitPaid(citizen, code);
  await steps.decide(officer, code, 2);
});

test('the identity provider is down: the catalogue is read, whoever is signed in goes on and files, whoever is not is told', async () => {
  const { catalogue, dossier } = system.places;
  const reader = guest(system.places, 98);
  const accepted = await fileLicence();
  const draft = await steps.begin(citizen, 'licence');
  await steps.pay(citizen, await steps.awaitOrder(citizen, accepted), paidAt);
  await steps.awaitPaid(citizen, accepted);
  await steps.decide(officer, accepted, 2);
  const { code, wayBack } = await without('identity', async () => {
    await untilFrontPageSays('identity', 'down');
    for (const path of ['/', `/search?q=${encodeURIComponent('đổi bằng lái')}`, `/procedures/${steps.procedures.licence.code}`]) {
      expect((await reader.visitor.get(catalogue + path)).status, path).toBe(200);
    }
    expect((await open(citizen, `${dossier}/dossiers`)).status).toBe(200);
    await steps.fillIn(citizen, draft, 'licence');
    await steps.attach(citizen, draft, 'licence');
    const filed = await steps.submit(citizen, draft);
    await steps.decide(officer, accepted, 4);

    const refused = await reader.visitor.get(`${dossier}/dossiers`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(textOf(refused)).toContain(signInTexts.failures.providerUnreachable.title);
    const again = /href="(\/sign-in\/start\?return=[^"]*)"/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return { code: filed, wayBack: again };
  });
  const signIn = await awaitPage(reader, dossier + wayBack, (page) => page.url.startsWith(`${system.places.identity}/`));
  expect(signIn.text).toContain('name="password"');
  expect((await dossierPage(code)).status).toBe(200);
  await steps.pay(citizen, await steps.awaitOrder(citizen, code), paidAt);
  await steps.awaitPaid(citizen, code);
});

test('the worker is down: people file and pay, and what waits is sent when it is back', async () => {
  const code = await without('worker', async () => {
    const filed = await fileLicence();
    // The page offers to make the order at once, without the worker.
    const order = await steps.awaitOrder(citizen, filed);
    await steps.pay(citizen, order, paidAt);
    expect(await messagesAbout(filed)).toBe(0);
    return filed;
  });
  await steps.awaitPaid(citizen, code);
  // Filed, fee requested, fee paid.
  for (let attempt = 0; attempt < 1000 && (await messagesAbout(code)) < 3; attempt += 1) await pause(300);
  expect(await messagesAbout(code)).toBe(3);
});

test('the SMS gateway is down: everything else goes on, and each message arrives once when it is back', async () => {
  const code = await without('sandbox', async () => {
    const draft = await steps.begin(citizen, 'birth');
    await steps.fillIn(citizen, draft, 'birth');
    await steps.attach(citizen, draft, 'birth');
    const filed = await steps.submit(citizen, draft);
    await steps.decide(officer, filed, 3);
    expect((await open(citizen, `${system.places.dossier}/inbox`)).text).toContain(filed);
    return filed;
  });
  for (let attempt = 0; attempt < 1000 && (await messagesAbout(code)) < 2; attempt += 1) await pause(300);
  expect(await messagesAbout(code)).toBe(2);
});

const messagesAbout = async (code: string): Promise<number> =>
  (await database.admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM sandbox.outbox WHERE channel = 'sms' AND body LIKE $1`, [`%${code}%`]))
    .rows[0]?.count ?? 0; // prettier-ignore

test('in the end nothing is lost and nothing is there twice, and no process has reported a fault', async () => {
  for (let attempt = 0; attempt < 1000 && (await waitingJobs(database.admin)) > 0; attempt += 1) await pause(300);
  expect(await auditBooks(database.admin, 'settled')).toEqual([]);
  for (const role of ['identity', 'catalogue', 'dossier', 'payment', 'sandbox', 'worker'] as const) {
    expect(system.said(role), role).not.toMatch(/"level":60|service\.fault|"status":500/);
  }
});
