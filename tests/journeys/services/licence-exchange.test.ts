import type { Page as Tab } from 'playwright-core';
import { expect, test } from 'vitest';
import { appCode, DEMO_SECRET } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';
import { choose, enter, fillDate, move, openCase, paper, photo, until, upload, VERIFIED } from './steps.ts';

const world = useWorld('licence-exchange');

test('a driving licence is exchanged: found, filed, paid by VNPAY, completed once, decided, returned and rated', async () => {
  const { system } = world;
  const citizen = await world.guest();
  const { tab } = citizen;
  await citizen.go(`${system.catalogue}/`);
  await citizen.fill({ q: 'đổi bằng lái' });
  await citizen.press('form[role=search] button[type=submit]');
  await citizen.press('Đổi giấy phép lái xe');
  await citizen.press('a[href*="/start?procedure="]');
  await enter(citizen, system, VERIFIED);
  if (tab.url().startsWith(system.identity)) {
    await citizen.fill({ code: appCode(DEMO_SECRET) });
    await citizen.press(citizen.t.secondFactor.submit);
  }
  await citizen.arrive(/\/start\?procedure=/);
  expect(await tab.locator('main').innerText()).toContain('115.000');
  await citizen.press('form[action="/start"] button[type=submit]');
  if (tab.url().startsWith(system.identity)) {
    await citizen.fill({ code: appCode(DEMO_SECRET) });
    await citizen.press(citizen.t.secondFactor.submit);
  }
  await citizen.arrive(/\/drafts\//);

  expect(await tab.inputValue('[name=fullName]')).toBe('Trần Thị Mẫu');
  expect(await tab.inputValue('[name=citizenNumber]')).toBe(VERIFIED);
  await citizen.fill({ licenceNumber: '010987654321' });
  await tab.selectOption('[name=licenceClass]', 'B');
  await fillDate(citizen, 'issuedOn', '2016-12-01');
  await tab.selectOption('[name=province]', '01');
  await choose(citizen, { reason: 'expiring', delivery: 'post' });
  await tab.check('[name=truth]');
  await citizen.press('button[name=go][value=next]');
  await citizen.arrive(/\/files$/);
  await upload(citizen, 'file-ANH-CHAN-DUNG', photo);
  await citizen.press('a[href$="/review"]');
  await citizen.press('form[action$="/submit"] button[type=submit]');
  await citizen.arrive(/\/dossiers\/H26-/);
  const code = new URL(tab.url()).pathname.split('/')[2] ?? '';

  await until(citizen, 'Chờ thanh toán');
  await citizen.press(`a[href^="${system.payment}/orders/"]`);
  await choose(citizen, { way: 'vnpay' });
  await citizen.press('form[action$="/pay"] button[type=submit]');
  expect(tab.url()).toContain('/bank/vnpay/paymentv2/vpcpay.html');
  await citizen.press('Thanh toán 115.000 đồng');
  await citizen.arrive(/\/orders\//);
  await until(citizen, 'Đã thanh toán');
  await citizen.press(`a[href^="${system.dossier}/dossiers/"]`);
  await until(citizen, 'Đã thanh toán');

  const officer = await world.guest();
  await openCase(officer, system, code);
  await move(
    officer,
    5,
    {
      missing: 'Giấy khám sức khỏe',
      ground: 'Luật Trật tự, an toàn giao thông đường bộ',
      remedy: 'Tải lên giấy khám sức khỏe còn hiệu lực',
    },
    await firstReason(officer.tab, 5),
  );
  await citizen.go(`${system.dossier}/dossiers/${code}`);
  expect(await tab.locator('main').innerText()).toContain('Giấy khám sức khỏe');
  await upload(citizen, 'file', paper('kham-suc-khoe.pdf'));
  await citizen.fill({ note: 'Tôi gửi giấy khám sức khỏe.' });
  await citizen.press('form[action$="/supplement"] button[type=submit]');

  await openCase(officer, system, code);
  await move(officer, 9);
  await upload(officer, 'file', paper('giay-phep-lai-xe.pdf'));
  await move(officer, 10);
  await citizen.go(`${system.dossier}/dossiers/${code}`);
  expect(await tab.getByText('giay-phep-lai-xe.pdf').count()).toBe(1);
  await choose(citizen, { rating: '3' });
  await citizen.press('form[action$="/rating"] button[type=submit]');
  expect(await tab.getByText('Cảm ơn quý vị đã đánh giá.').count()).toBe(1);
  const told = await system.messages('0912000022');
  expect(told.filter(({ text }) => text.includes(code)).length).toBeGreaterThanOrEqual(5);
});

const firstReason = async (tab: Tab, to: number): Promise<string> =>
  (await tab
    .locator(`details:has(input[name=to][value="${String(to)}"]) select[name=reason] option`)
    .nth(1)
    .getAttribute('value')) ?? '';
