import { expect, test } from 'vitest';
import type { Guest } from '../support/guest.ts';
import { useWorld } from '../support/world.ts';
import { choose, DECLARED, enter, fillDate, move, openCase, paper, until, upload } from './steps.ts';

const world = useWorld('birth-registration');
const phone = { viewport: { width: 390, height: 844 } };

async function begin(guest: Guest): Promise<void> {
  await guest.press('form[action="/start"] button[type=submit]');
  await guest.arrive(/\/drafts\/[0-9a-f-]{36}$/);
}

async function child(guest: Guest): Promise<void> {
  await choose(guest, { relation: 'father', childGender: 'female' });
  await guest.fill({ childName: 'Nguyễn Thị Bé', childBirthPlace: 'Bệnh viện Mẫu', childEthnicity: 'Kinh' });
  await fillDate(guest, 'childBirthDate', '2026-11-01');
}

async function rest(guest: Guest): Promise<void> {
  const { tab } = guest;
  await guest.fill({
    childNationality: 'Việt Nam',
    childHometown: 'Hà Nội',
    motherName: 'Trần Thị Mẹ',
    motherBirthYear: '1990',
    commune: 'Phường Mẫu',
  });
  await choose(guest, { parentsMarried: 'yes', delivery: 'counter' });
  await guest.fill({ fatherName: 'Nguyễn Văn Thử', fatherBirthYear: '1985' });
  await tab.selectOption('[name=province]', '01');
  await tab.check('[name=truth]');
  await guest.press('button[name=go][value=next]');
  await guest.arrive(/\/files$/);
  await upload(guest, 'file-GIAY-CHUNG-SINH', paper('chung-sinh.pdf'));
  await guest.press('a[href$="/review"]');
  await guest.press('form[action$="/submit"] button[type=submit]');
  await guest.arrive(/\/dossiers\/H26-/);
}

test('a birth is registered from a phone: interrupted, finished elsewhere, refused with a remedy, filed again', async () => {
  const { system } = world;
  const first = await world.guest(phone);
  await first.go(`${system.catalogue}/procedures/1.001193`);
  await first.press('a[href*="/start?procedure="]');
  await enter(first, system, DECLARED);
  await first.arrive(/\/start\?procedure=/);
  await begin(first);
  await child(first);
  await first.tab.getByText('Đã lưu.', { exact: true }).waitFor();
  // The battery is empty: nothing is submitted, nothing is closed properly.
  await first.context.close();

  const second = await world.guest();
  await second.go(`${system.dossier}/dossiers`);
  await enter(second, system, DECLARED);
  await second.arrive(/\/dossiers$/);
  await second.press('a[href*="/drafts/"]');
  expect(await second.tab.inputValue('[name=childName]')).toBe('Nguyễn Thị Bé');
  expect(await second.tab.isChecked('[name=relation][value=father]')).toBe(true);
  await rest(second);
  const code = new URL(second.tab.url()).pathname.split('/')[2] ?? '';

  const officer = await world.guest();
  await openCase(officer, system, code);
  const reason = await officer.tab
    .locator('details:has(input[name=to][value="3"]) select[name=reason] option')
    .nth(1)
    .getAttribute('value');
  await move(
    officer,
    3,
    { ground: 'Luật Hộ tịch số 60/2014/QH13', remedy: 'Nộp lại kèm giấy chứng sinh có dấu của bệnh viện' },
    reason ?? '',
  );
  await second.go(`${system.dossier}/dossiers/${code}`);
  await until(second, 'Nộp lại kèm giấy chứng sinh có dấu của bệnh viện');

  await second.go(`${system.dossier}/start?procedure=1.001193`);
  await begin(second);
  await child(second);
  await rest(second);
  expect(new URL(second.tab.url()).pathname).not.toContain(code);
});
