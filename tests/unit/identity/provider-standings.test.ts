import { expect, test } from 'vitest';
import { createStandings } from '#identity/provider';
import { fixedClock } from '#shared/clock';
import type { Db } from '#shared/db';

/** One account in a database that can be changed behind the cache's back, and its notifications. */
function world() {
  const clock = fixedClock(new Date('2026-03-01T08:00:00Z'));
  const account: { status: string | null; reads: number } = { status: 'active', reads: 0 };
  let tell: (id: string | null) => void = () => undefined;
  const query = async () => {
    account.reads += 1;
    if (account.status === 'broken') throw new Error('the database is away');
    return { rows: account.status === null ? [] : [{ status: account.status, identity_level: 2 }] };
  };
  const standings = createStandings({ db: { query } as unknown as Db, clock, changes: (handler) => void (tell = handler) });
  return { clock, account, standings, tell: (id: string | null) => tell(id) };
}

test('a standing is believed for five seconds and not a second longer, whatever becomes of notifications', async () => {
  const { clock, account, standings } = world();
  expect(await standings.of('me')).toEqual({ status: 'active', identityLevel: 2 });
  account.status = 'locked';
  clock.advance(4);
  expect((await standings.of('me'))?.status).toBe('active');
  clock.advance(1);
  expect((await standings.of('me'))?.status).toBe('locked');
  expect(account.reads).toBe(2);
});

test('a notification forgets that account at once, a lost connection all of them', async () => {
  const { account, standings, tell } = world();
  await standings.of('me');
  account.status = 'locked';
  tell('somebody else');
  expect((await standings.of('me'))?.status).toBe('active');
  tell('me');
  expect((await standings.of('me'))?.status).toBe('locked');
  account.status = 'disabled';
  tell(null);
  expect((await standings.of('me'))?.status).toBe('disabled');
});

test('neither an account that is not there nor a failure is remembered', async () => {
  const { account, standings } = world();
  account.status = null;
  expect(await standings.of('me')).toBeNull();
  account.status = 'broken';
  await expect(standings.of('me')).rejects.toThrow('away');
  account.status = 'active';
  expect((await standings.of('me'))?.status).toBe('active');
});
