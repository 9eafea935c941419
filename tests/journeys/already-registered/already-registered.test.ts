import { expect, test } from 'vitest';
import { identityMessages as messages } from '#identity';
import { portal, somebody, type Person } from '../support/steps.ts';
import type { Guest } from '../support/guest.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('already-registered');

/** Everything the visitor reads up to and after a wrong code, with the number they typed themselves taken out. */
async function whatIsSeen(guest: Guest, person: Person): Promise<readonly string[]> {
  const { t, tab } = guest;
  const seen: string[] = [];
  const note = async (): Promise<void> => {
    const text = await tab.locator('body').innerText();
    seen.push(text.replaceAll(/0\d{3} \d{3} \d{3}/g, '<phone>').replaceAll(/\d+ (giây|phút)/g, '<time>'));
  };
  await guest.go(world.system.province);
  await guest.press(portal.signIn);
  await guest.press(t.signIn.register);
  await guest.fill({ citizen_number: person.citizenNumber, name: person.name, birth_day: '17', birth_month: '2', birth_year: '1985' });
  await guest.press(t.register.submit);
  await note();
  await guest.fill({ phone: person.phone });
  await guest.press(t.register.sendCode);
  await note();
  await guest.fill({ code: '000000' });
  await guest.press(t.register.submit);
  await note();
  return seen;
}

test('whoever registers a number that has an account sees what everybody sees, and its owner is told by SMS', async () => {
  const { system } = world;
  const unknown = await whatIsSeen(await world.guest(), somebody());
  const stranger = somebody();
  const known = await whatIsSeen(await world.guest(), { ...stranger, citizenNumber: '001085000011' });
  expect(known).toEqual(unknown);
  await expect
    .poll(async () => (await system.messages('0912000011')).map(({ text }) => text))
    .toEqual([messages.vi.register.alreadyRegistered]);
  expect(await system.messages(stranger.phone)).toEqual([]);
});

test('the same is true of a phone number that has an account', async () => {
  const { system } = world;
  const unknown = await whatIsSeen(await world.guest(), somebody());
  const known = await whatIsSeen(await world.guest(), { ...somebody(), phone: '0912000022' });
  expect(known).toEqual(unknown);
  await expect
    .poll(async () => (await system.messages('0912000022')).map(({ text }) => text))
    .toEqual([messages.vi.register.alreadyRegistered]);
});
