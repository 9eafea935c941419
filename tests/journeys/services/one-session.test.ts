import { expect, test } from 'vitest';
import type { Guest } from '../support/guest.ts';
import { useWorld } from '../support/world.ts';
import { enter, openAccount } from './people.ts';

const world = useWorld('one-session');

const known = async (guest: Guest, origin: string): Promise<boolean> => {
  await guest.go(`${origin}/`);
  return (await guest.tab.locator('.mc-header__person').count()) === 1;
};

test('one sign-in serves catalogue, dossiers and payment, and signing out at one ends all', async () => {
  const { system } = world;
  const person = await openAccount(system, { verified: false });
  const guest = await world.guest();
  const services = [system.catalogue, system.dossier, system.payment];
  for (const [index, origin] of services.entries()) {
    await guest.go(`${origin}/sign-in/start?return=/`);
    if (index === 0) await enter(guest, system, person);
    await guest.arrive(new RegExp(`^${origin}/`));
    expect(await known(guest, origin)).toBe(true);
  }
  await guest.go(`${system.payment}/sign-out`);
  await guest.press('form[action="/sign-out"] button');
  if (guest.tab.url().startsWith(system.identity))
    await guest.press('form[action*="logout"] button, form[action*="end"] button[type=submit]');
  await guest.arrive(/\/signed-out/);
  for (const origin of [...services, system.identity]) {
    let still = true;
    for (let attempt = 0; attempt < 200 && still; attempt += 1) {
      still = await known(guest, origin);
      if (still) await guest.tab.waitForTimeout(300);
    }
    expect(still, origin).toBe(false);
  }
});
