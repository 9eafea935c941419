import { expect, test } from 'vitest';
import { claimsAt, introduce, PASSWORD, portal, signedOutAt, somebody } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('one-account');

test.each(['vi', 'en'] as const)(
  'one registration in three screens opens every portal, and one sign-out closes them all (%s)',
  async (language) => {
    const { system } = world;
    const guest = await world.guest({ language });
    const { t } = guest;
    const person = somebody();

    await guest.go(system.ministry);
    await guest.press(portal.signIn);
    await guest.press(t.signIn.register);
    expect(await guest.tab.locator('.mc-heading__step').innerText()).toContain('1');
    await introduce(guest, system, person);
    expect(await guest.tab.locator('.mc-heading__step').innerText()).toMatch(/3\D+3/);
    await guest.tab.check('[name=agreement]');
    await guest.fill({ password: PASSWORD });
    await guest.press(t.register.create);
    expect(guest.tab.url()).toBe(`${system.ministry}/claims`);
    const atMinistry = await claimsAt(guest, system.ministry);
    expect(atMinistry).toMatchObject({ id_token: { acr: 'LoA1' }, userinfo: { name: person.name, citizen_id: person.citizenNumber } });

    await guest.go(system.province);
    await guest.press(portal.signIn);
    expect(guest.tab.url()).toBe(`${system.province}/claims`);
    const atProvince = await claimsAt(guest, system.province);
    expect(atProvince).toMatchObject({ userinfo: { HoVaTen: person.name, SoDinhDanh: person.citizenNumber } });
    expect(atProvince?.id_token['sub']).not.toBe(atMinistry?.id_token['sub']);

    await guest.go(`${system.identity}/account`);
    expect(await guest.tab.locator('.mc-person__name').innerText()).toBe(person.name);

    await guest.go(system.ministry);
    await guest.press(portal.signOut);
    await guest.arrive(/\/signed-out$/);
    expect(guest.tab.url()).toBe(`${system.ministry}/signed-out`);
    await signedOutAt(guest, system.province);
    await guest.go(system.province);
    expect(await guest.tab.locator('[role=status]').count()).toBe(1);
    await guest.go(`${system.identity}/account`);
    expect(await guest.heading()).toBe(t.signIn.title);
  },
);
