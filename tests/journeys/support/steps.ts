import { randomInt } from 'node:crypto';
import { generateSync } from 'otplib';
import type { TestDatabase } from '../../support/database.ts';
import type { TestSystem } from '../../support/system.ts';
import type { Guest } from './guest.ts';

export interface Person {
  readonly citizenNumber: string;
  readonly name: string;
  readonly phone: string;
}

export const PASSWORD = 'con-trau-bien-xanh-27';
export const DEMO_PASSWORD = 'Mot-Cua-Demo-2026';
export const DEMO_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** A fictitious person whom no account knows. */
export const somebody = (): Person => ({
  citizenNumber: `001085${String(randomInt(100_000, 1_000_000))}`,
  name: 'Nguyễn Thị Hành Trình',
  phone: `0913${String(randomInt(100_000, 1_000_000))}`,
});

/** A code of an authenticator app; `step` is -1, 0 or 1 for the 30 seconds before, now and after. */
export const appCode = (secret: string, step = 0): string =>
  generateSync({ secret, epoch: Math.floor((performance.timeOrigin + performance.now()) / 1000) + step * 30 });

/** From a page of the sign-in to the page on which the credential is chosen: the first two of three screens. */
export async function introduce(guest: Guest, system: TestSystem, person: Person): Promise<void> {
  const { t } = guest;
  await guest.fill({ citizen_number: person.citizenNumber, name: person.name, birth_day: '17', birth_month: '2', birth_year: '1985' });
  await guest.press(t.register.submit);
  await guest.fill({ phone: person.phone });
  await guest.press(t.register.sendCode);
  await guest.fill({ code: await system.code(person.phone) });
  await guest.press(t.register.submit);
}

/** Registers with a password from the sign-in page, and ends where the sign-in leads. */
export async function register(guest: Guest, system: TestSystem, person: Person): Promise<void> {
  await guest.press(guest.t.signIn.register);
  await introduce(guest, system, person);
  await guest.tab.check('[name=agreement]');
  await guest.fill({ password: PASSWORD });
  await guest.press(guest.t.register.create);
}

export async function signIn(guest: Guest, identifier: string, password = DEMO_PASSWORD): Promise<void> {
  await guest.fill({ identifier, password });
  await guest.press(guest.t.signIn.submit);
}

/** Signs a demo account in with its password and app. */
export async function signInWithApp(guest: Guest, identifier: string, step = 0): Promise<void> {
  await signIn(guest, identifier);
  await guest.fill({ code: appCode(DEMO_SECRET, step) });
  await guest.press(guest.t.secondFactor.submit);
}

export const portal = {
  signIn: 'a[href="/sign-in"]',
  claims: 'a[href="/claims"]',
  signOut: 'form[action="/sign-out"] button',
  stepUp: (level: 'LoA2' | 'LoA3') => `a[href="/sign-in?acr=${level}"]`,
} as const;

/** What a portal knows about the person in this browser; null when it knows nobody. */
export async function claimsAt(
  guest: Guest,
  origin: string,
): Promise<{ id_token: Record<string, unknown>; userinfo: Record<string, unknown> } | null> {
  const answer = await guest.context.request.get(`${origin}/claims.json`);
  return answer.status() === 200 ? ((await answer.json()) as never) : null;
}

/** Waits until a portal has been told that the session is over. */
export async function signedOutAt(guest: Guest, origin: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if ((await claimsAt(guest, origin)) === null) return;
    await guest.tab.waitForTimeout(100);
  }
  throw new Error(`${origin} still knows the person after a minute`);
}

/** What the officer at a one-stop counter does: the identity of the person who was active last is verified. */
export async function verify(database: TestDatabase): Promise<void> {
  const { rowCount } = await database.admin.pool.query(
    `UPDATE identity.account SET identity_level = 2 WHERE id = (SELECT account_id FROM identity.oidc_session WHERE account_id IS NOT NULL ORDER BY seen_at DESC LIMIT 1)`,
  );
  if (rowCount !== 1) throw new Error('nobody is signed in');
}

/** Sets up an authenticator app in the account centre, with the key as the page shows it, and answers the key. */
export async function enrolApp(guest: Guest, system: TestSystem): Promise<string> {
  const { t, tab } = guest;
  await guest.go(`${system.identity}/account/security`);
  await guest.press('a[href="/account/security/app"]');
  await guest.press(t.account.app.start);
  const secret = (await tab.locator('.mc-secret').innerText()).replaceAll(/\s/g, '');
  await guest.fill({ code: appCode(secret) });
  await guest.press(t.account.app.submit);
  return secret;
}

/** Makes recovery codes in the account centre and answers them. */
export async function makeRecoveryCodes(guest: Guest, system: TestSystem): Promise<readonly string[]> {
  await guest.go(`${system.identity}/account/security`);
  await guest.press('a[href="/account/security/recovery-codes"]');
  await guest.press(guest.t.account.codes.make);
  return guest.tab.locator('.mc-secret').allInnerTexts();
}
