import { createStore } from '#identity/store';
import { fixedClock } from '#shared/clock';
import { useDatabase } from '../../support/database.ts';
import { memoryOfOneBrowser } from '../../support/one-browser.ts';
import { describeStore } from './suite.ts';

describeStore('PostgreSQL', async () => {
  const database = await useDatabase();
  const clock = fixedClock(new Date('2026-03-01T08:00:00Z'));
  const store = createStore({
    db: database.db,
    clock,
    memory: memoryOfOneBrowser(),
    findClient: () => Promise.resolve(undefined),
    onRace: () => undefined,
    enqueueLogout: () => Promise.resolve(),
  });
  return { adapter: store.adapter, advance: clock.advance, epoch: clock.epoch, close: () => database.close() };
});
