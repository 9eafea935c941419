import { expect, test } from 'vitest';
import type { Guest } from '../support/guest.ts';
import { claimsAt, portal } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';
import { combinations, textsIn } from './combinations.ts';
import { enter, openAccount, useOfficer, type Citizen } from './people.ts';
import { begin, choose, file, fillDate, move, oneLine, paper, photo, read, until, upload } from './steps.ts';

const world = useWorld('licence-exchange');
const officers = useOfficer(world);
const FEE = 115_000;
/** The dossier service as the identity provider names it. */
const dossierService = { vi: 'Hồ sơ trực tuyến', en: 'Online dossiers' };
const byPost = { vi: '“Cách nhận giấy phép” là “Qua bưu chính”', en: '“How you receive it” is “By post”' };

/** The pages of the identity provider that this person has come to; passing through it unasked leaves none. */
function questions(guest: Guest): string[] {
  const met: string[] = [];
  guest.tab.on('framenavigated', (frame) => {
    if (frame === guest.tab.mainFrame() && frame.url().startsWith(world.system.identity)) met.push(new URL(frame.url()).pathname);
  });
  return met;
}

/** Signed in with a password alone, the person reads dossiers, payments and a portal, and begins another procedure: nobody asks for more. */
async function useEverythingElse(citizen: Guest, person: Citizen): Promise<void> {
  const { system } = world;
  await citizen.go(`${system.dossier}/dossiers`);
  await enter(citizen, system, person);
  await citizen.arrive(/\/dossiers$/);
  const asked = questions(citizen);
  await citizen.go(`${system.payment}/my`);
  await citizen.arrive(/\/my$/);
  await citizen.go(`${system.dossier}/start?procedure=1.001193`);
  await begin(citizen);
  await citizen.go(system.ministry);
  await citizen.press(portal.signIn);
  expect(await claimsAt(citizen, system.ministry)).toMatchObject({ id_token: { acr: 'LoA1', amr: ['pwd'] } });
  expect(asked).toEqual([]);
}

/** From the words a person would use to the button that begins the exchange; nobody has to sign in to read so far. */
async function find(citizen: Guest): Promise<void> {
  await citizen.go(`${world.system.catalogue}/`);
  await citizen.fill({ q: 'đổi bằng lái' });
  await citizen.press('form[role=search] button[type=submit]');
  expect(await citizen.tab.locator('main a[href^="/procedures/"]').first().getAttribute('href')).toBe('/procedures/3.000347');
  await citizen.press('a[href="/procedures/3.000347"]');
  expect(await read(citizen)).toContain(textsIn(citizen.language).catalogue.procedure.startLoA2);
}

/** The exchange asks for the second factor on the way there, and says who asks: here a code by SMS, and no password again. */
async function confirm(citizen: Guest, person: Citizen): Promise<void> {
  const { t, tab } = citizen;
  await citizen.press('a[href*="/start?procedure="]');
  expect(await citizen.heading()).toBe(t.secondFactor.title);
  expect(await read(citizen)).toContain(t.secondFactor.askedByPortal(dossierService[citizen.language]));
  expect(await tab.locator('[name=password]').count()).toBe(0);
  await citizen.press(t.secondFactor.send);
  await citizen.fill({ code: await world.system.code(person.phone) });
  await citizen.press(t.secondFactor.submit);
  await citizen.arrive(/\/start\?procedure=/);
}

async function fillIn(citizen: Guest, person: Citizen): Promise<void> {
  const { tab } = citizen;
  expect(await tab.inputValue('[name=fullName]')).toBe(person.name);
  expect(await tab.inputValue('[name=citizenNumber]')).toBe(person.citizenNumber);
  expect(await tab.inputValue('[name=birthDate-year]')).toBe('1985');
  expect(await tab.isChecked('[name=gender][value=female]')).toBe(true);
  expect(await tab.inputValue('[name=phone]')).toContain(person.phone.slice(1));
  expect(await tab.inputValue('[name=residence]')).toBe(person.address);
  expect(await tab.locator('label[for=deliveryAddress]').innerText()).toContain(byPost[citizen.language]);
  await citizen.fill({ licenceNumber: '010987654321' });
  await tab.selectOption('[name=licenceClass]', 'B');
  await fillDate(citizen, 'issuedOn', '2016-12-01');
  await choose(citizen, { reason: 'expiring', delivery: 'post' });
  await tab.check('[name=truth]');
}

async function pay(citizen: Guest): Promise<void> {
  const { dossier, payment, bank } = textsIn(citizen.language);
  const { system } = world;
  await until(citizen, dossier.one.feeStates.requested);
  await citizen.press(`a[href^="${system.payment}/orders/"]`);
  expect(await read(citizen)).toContain(oneLine(payment.money(FEE)));
  await choose(citizen, { way: 'vnpay' });
  await citizen.press('form[action$="/pay"] button[type=submit]');
  expect(citizen.tab.url()).toContain('/bank/vnpay/paymentv2/vpcpay.html');
  await citizen.press(bank.pay(FEE));
  await citizen.arrive(/\/orders\//);
  await until(citizen, payment.order.paid);
  await citizen.press(`a[href^="${system.dossier}/dossiers/"]`);
  await until(citizen, dossier.events['fee-paid']);
}

test.each(combinations)(
  'a driving licence is exchanged: found, filed at LoA2, paid by VNPAY, completed once, decided, returned and rated ($language, $scripts scripts)',
  async ({ language, browser }) => {
    const { system } = world;
    const { dossier } = textsIn(language);
    const person = await openAccount(system, { verified: true });
    const citizen = await world.guest(browser);
    await useEverythingElse(citizen, person);
    await find(citizen);
    await confirm(citizen, person);
    const start = await read(citizen);
    for (const said of [oneLine(dossier.money(FEE)), dossier.start.proposed.address]) expect(start).toContain(said);
    const asked = questions(citizen);
    await begin(citizen);
    await fillIn(citizen, person);
    const code = await file(citizen, photo, 'file-ANH-CHAN-DUNG');
    await pay(citizen);

    const officer = await officers(browser);
    await officer.go(`${system.dossier}/queue/${code}`);
    await move(officer, 5, {
      reason: 'supplement.missing-document',
      missing: 'Giấy khám sức khỏe',
      ground: 'Luật Trật tự, an toàn giao thông đường bộ',
      remedy: 'Tải lên giấy khám sức khỏe còn hiệu lực',
    });
    await citizen.go(`${system.dossier}/dossiers/${code}`);
    const request = await read(citizen);
    for (const said of ['Giấy khám sức khỏe', 'Tải lên giấy khám sức khỏe còn hiệu lực', dossier.reasons['supplement.missing-document']])
      expect(request).toContain(said);
    await upload(citizen, 'file', paper('kham-suc-khoe.pdf'));
    await citizen.fill({ note: 'Tôi gửi giấy khám sức khỏe.' });
    await citizen.press('form[action$="/supplement"] button[type=submit]');

    await officer.go(`${system.dossier}/queue/${code}`);
    expect(await officer.tab.locator('main').textContent()).toContain(dossier.case.second);
    expect(await read(officer)).toContain('kham-suc-khoe.pdf');
    await move(officer, 9);
    await upload(officer, 'file', paper('giay-phep-lai-xe.pdf'));
    await move(officer, 10);
    await citizen.go(`${system.dossier}/dossiers/${code}`);
    expect(await citizen.tab.getByText('giay-phep-lai-xe.pdf').count()).toBe(1);
    await choose(citizen, { rating: '3' });
    await citizen.press('form[action$="/rating"] button[type=submit]');
    expect(await read(citizen)).toContain(dossier.one.rated);

    // The level that was reached once served for everything after, at another agency's portal too.
    await citizen.go(system.province);
    await citizen.press(portal.signIn);
    const proof = (await claimsAt(citizen, system.province))?.id_token;
    expect(proof).toMatchObject({ acr: 'LoA2', amr: expect.arrayContaining(['pwd', 'sms', 'mfa']) as unknown });
    expect(asked).toEqual([]);
    const told = await system.messages(person.phone);
    expect(told.filter(({ text }) => text.includes(code)).length).toBeGreaterThanOrEqual(5);
  },
);
