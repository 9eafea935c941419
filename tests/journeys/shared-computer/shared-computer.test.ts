import { expect, test } from 'vitest';
import { DEMO_PASSWORD, portal } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('shared-computer');
const now = (): number => (performance.timeOrigin + performance.now()) / 1000;

test.each([
  { shared: true, idle: 600 },
  { shared: false, idle: 1800 },
])('shared computer: $shared gives a session of $idle seconds without use', async ({ shared, idle }) => {
  const { system, database } = world;
  const guest = await world.guest();
  await guest.go(system.ministry);
  await guest.press(portal.signIn);
  if (shared) await guest.tab.check('[name=shared_computer]');
  await guest.fill({ identifier: '001085000011', password: DEMO_PASSWORD });
  await guest.press(guest.t.signIn.submit);
  expect(guest.tab.url()).toBe(`${system.ministry}/claims`);

  const cookies = await guest.context.cookies(system.identity);
  const session = cookies.filter(({ name }) => /session/.test(name) && !/ministry|province/.test(name));
  expect(session.length).toBeGreaterThan(0);
  for (const cookie of session) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    if (shared) expect(cookie.expires).toBe(-1);
    else expect(cookie.expires).toBeGreaterThan(now());
  }
  const { rows } = await database.admin.pool.query<{ left: number }>(
    `SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM identity.oidc_session WHERE account_id IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
  );
  expect(rows[0]?.left).toBeGreaterThan(idle - 60);
  expect(rows[0]?.left).toBeLessThanOrEqual(idle);
});
