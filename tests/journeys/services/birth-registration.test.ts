import { expect, test } from 'vitest';
import type { Guest } from '../support/guest.ts';
import { useWorld } from '../support/world.ts';
import { combinations, textsIn, type Combination } from './combinations.ts';
import { enter, openAccount, useOfficer } from './people.ts';
import { begin, choose, chooseHanoi, file, fillDate, move, paper, read } from './steps.ts';

const world = useWorld('birth-registration');
const officers = useOfficer(world);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const remedy = 'Nộp lại kèm giấy chứng sinh có dấu của bệnh viện';
const ground = 'Luật Hộ tịch số 60/2014/QH13';

async function child(guest: Guest): Promise<void> {
  await choose(guest, { relation: 'father', childGender: 'female' });
  await guest.fill({ childName: 'Nguyễn Thị Bé', childBirthPlace: 'Bệnh viện Mẫu' });
  await fillDate(guest, 'childBirthDate', '2026-11-01');
}

/** The connection is lost in the middle of filling. With scripts the page says that it could not save; without, the browser does. */
async function loseConnection(guest: Guest, { scripts }: Combination): Promise<void> {
  const { context, tab } = guest;
  const { answers } = textsIn(guest.language).dossier;
  if (scripts === 'with') await tab.getByText(answers.savedNow, { exact: true }).waitFor();
  else await guest.press(answers.later);
  await context.setOffline(true);
  await guest.fill({ childEthnicity: 'Kinh' });
  if (scripts === 'with') {
    await tab.getByText(answers.notSaved, { exact: true }).waitFor();
    expect(await tab.inputValue('[name=childEthnicity]')).toBe('Kinh');
  } else {
    const [failed] = await Promise.all([
      tab.waitForEvent('requestfailed'),
      tab.click('button[name=go][value=next]', { noWaitAfter: true }),
    ]);
    expect(failed.failure()?.errorText).toBe('net::ERR_INTERNET_DISCONNECTED');
  }
  // The battery is empty as well: nothing is submitted any more, nothing is closed properly.
  await context.close();
}

async function rest(guest: Guest): Promise<string> {
  const { tab } = guest;
  await guest.fill({
    applicantResidence: 'Số 27 phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội',
    childEthnicity: 'Kinh',
    childNationality: 'Việt Nam',
    childHometown: 'Hà Nội',
    motherName: 'Trần Thị Mẹ',
    motherBirthYear: '1990',
    commune: 'Phường Mẫu',
  });
  await choose(guest, { parentsMarried: 'yes', delivery: 'counter' });
  await guest.fill({ fatherName: 'Nguyễn Văn Thử', fatherBirthYear: '1985' });
  await tab.check('[name=truth]');
  return file(guest, paper('chung-sinh.pdf'), 'file-GIAY-CHUNG-SINH');
}

test.each(combinations)(
  'a birth is registered from a phone: cut off, finished on another device, refused with a remedy, filed again ($language, $scripts scripts)',
  async (combination) => {
    const { system } = world;
    const { browser, language } = combination;
    const { dossier } = textsIn(language);
    const person = await openAccount(system, { verified: false, addressKnown: false });
    const first = await world.guest({ ...browser, ...phone });
    await first.go(`${system.catalogue}/procedures/1.001193`);
    await first.press('a[href*="/start?procedure="]');
    await enter(first, system, person);
    await first.arrive(/\/start\?procedure=/);
    await chooseHanoi(first);
    await begin(first);
    expect(await first.tab.inputValue('[name=applicantName]')).toBe(person.name);
    await child(first);
    await loseConnection(first, combination);

    const second = await world.guest(browser);
    await second.go(`${system.dossier}/dossiers`);
    await enter(second, system, person);
    await second.arrive(/\/dossiers$/);
    await second.press('a[href*="/drafts/"]');
    expect(await second.tab.inputValue('[name=childName]')).toBe('Nguyễn Thị Bé');
    expect(await second.tab.inputValue('[name=childBirthDate-day]')).toBe('1');
    expect(await second.tab.isChecked('[name=relation][value=father]')).toBe(true);
    // What was typed after the connection was lost was said not to be saved, and is not.
    expect(await second.tab.inputValue('[name=childEthnicity]')).toBe('');
    const code = await rest(second);

    const officer = await officers(browser);
    await officer.go(`${system.dossier}/queue/${code}`);
    await move(officer, 3, { reason: 'refuse.cannot-be-completed', ground, remedy });
    await second.go(`${system.dossier}/dossiers/${code}`);
    const refusal = await read(second);
    for (const said of [dossier.statuses[3], dossier.reasons['refuse.cannot-be-completed'], ground, remedy])
      expect(refusal).toContain(said);

    await second.go(`${system.dossier}/start?procedure=1.001193`);
    expect(await read(second)).toContain(dossier.start.proposed.before);
    await begin(second);
    await child(second);
    const again = await rest(second);
    expect(again).not.toBe(code);
    await second.go(`${system.dossier}/dossiers`);
    const list = await read(second);
    for (const said of [code, dossier.statuses[3], again, dossier.statuses[1]]) expect(list).toContain(said);
  },
);
