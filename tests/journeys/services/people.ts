import { expect } from 'vitest';
import { operate } from '../../support/operator.ts';
import type { TestSystem } from '../../support/system.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import type { Guest, GuestOptions } from '../support/guest.ts';
import { PASSWORD, signIn, signInWithApp, somebody, type Person } from '../support/steps.ts';
import type { World } from '../support/world.ts';

/** The demo officer of the sample province. */
const OFFICER = '089082000201';
const ADDRESS = 'Số 27 phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội';

export interface Citizen extends Person {
  /** In Hanoi, where the account has one. */
  readonly address: string | undefined;
}

/** Runs an operator's command on the system and answers what it prints. */
export async function command(system: TestSystem, words: readonly string[], input: object): Promise<Record<string, unknown>> {
  const { code, out, err } = await operate([...words, '--json'], { env: { PATH: process.env['PATH'], ...system.env }, input });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Record<string, unknown>;
}

/** A new account with a password and a telephone, and no other factor; with `verified` its identity was proved at a counter. */
export async function openAccount(
  system: TestSystem,
  { verified, addressKnown = true }: { verified: boolean; addressKnown?: boolean },
): Promise<Citizen> {
  const person = { ...somebody(), address: addressKnown ? ADDRESS : undefined };
  await command(system, ['account', 'create'], {
    citizen_number: person.citizenNumber,
    name: person.name,
    birth_date: '1985-02-17',
    gender: 'female',
    phone: person.phone,
    address: person.address,
    password: PASSWORD,
    verified,
  });
  return person;
}

/** From a page that needs somebody to the page itself, with the password only. */
export async function enter(guest: Guest, system: TestSystem, { citizenNumber }: Person): Promise<void> {
  if (!guest.tab.url().startsWith(system.identity)) throw new Error(`nobody was asked to sign in at ${guest.tab.url()}`);
  await signIn(guest, citizenNumber, PASSWORD);
}

/** The queue takes a passkey and says so: the officer adds one, signs in with it and is at work. */
async function addOfficersPasskey(officer: Guest, system: TestSystem): Promise<void> {
  const { t, tab } = officer;
  await addAuthenticator(officer);
  await officer.go(`${system.dossier}/queue`);
  const add = tab.locator('a[href$="/account/security/passkeys/new"]');
  expect(await add.count()).toBe(1);
  await officer.press('a[href$="/account/security/passkeys/new"]');
  await officer.fill({ label: 'Máy làm việc' });
  await officer.press('.govuk-button[data-new-passkey-button]');
  expect(await tab.locator('.govuk-notification-banner').innerText()).toContain(t.account.done['passkey-added']);
  await officer.go(`${system.dossier}/queue`);
  await officer.press('a[href*="max_age=0"]');
  await officer.press('.govuk-button[data-passkey-button]');
  await officer.arrive(/\/queue$/);
}

/**
 * The officer in a browser of their own. A code of an authenticator app is good once, so all combinations of a file share
 * the first one's sign-in.
 */
export function useOfficer(world: World): (options: GuestOptions) => Promise<Guest> {
  let cookies: Awaited<ReturnType<Guest['context']['storageState']>> | undefined;
  return async (options) => {
    const officer = await world.guest({ ...options, ...(cookies === undefined ? {} : { storageState: cookies }) });
    await officer.go(`${world.system.dossier}/queue`);
    if (officer.tab.url().startsWith(world.system.identity)) {
      await signInWithApp(officer, OFFICER);
      await addOfficersPasskey(officer, world.system);
    }
    cookies = await officer.context.storageState();
    return officer;
  };
}
