import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { useDatabase, type TestDatabase } from '../../support/database.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { createGuest, type Findings, type Guest, type GuestOptions } from './guest.ts';

export interface World {
  readonly system: TestSystem;
  readonly database: TestDatabase;
  /** A new person with a browser of their own; it is closed when the test ends. */
  guest(options?: GuestOptions): Promise<Guest>;
}

/**
 * The whole program and one real browser for a journey's file. A test fails when any page that somebody met in it had a
 * fault. `SHOTS=<folder>` keeps pictures of every page.
 */
export function useWorld(journey: string): World {
  let parts: { system: TestSystem; database: TestDatabase; browser: Browser; findings: Findings } | undefined;
  let pages: Awaited<ReturnType<typeof openRegister>> | undefined;
  let guests: Guest[] = [];
  const started = () => {
    if (parts === undefined) throw new Error('the world begins with the first test');
    return parts;
  };
  beforeAll(async () => {
    const database = await useDatabase();
    const [system, browser] = await Promise.all([startSystem(database), launchBrowser()]);
    const folder = process.env['SHOTS'];
    const shots = folder === undefined ? undefined : join(folder, journey);
    pages = await openRegister();
    const { first } = pages;
    parts = {
      system,
      database,
      browser,
      findings: { found: [], seen: new Set(), first, shots, portals: [system.ministry, system.province] },
    };
  });
  afterEach(async () => {
    await Promise.all(guests.map((each) => each.context.close()));
    guests = [];
    const { found } = started().findings;
    expect(found.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await pages?.close();
    if (parts === undefined) return;
    await parts.browser.close();
    await parts.system.stop();
    await parts.database.close();
  });
  return {
    get system() {
      return started().system;
    },
    get database() {
      return started().database;
    },
    async guest(options) {
      const { browser, findings } = started();
      const guest = await createGuest(browser, findings, options);
      guests.push(guest);
      return guest;
    },
  };
}

/** The pages that any journey of this run has met, in the run's own database server: the first to come to one examines it. */
async function openRegister(): Promise<{ first(page: string): Promise<boolean>; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: inject('postgres') });
  await client.connect();
  await client.query('SELECT pg_advisory_lock(1)');
  await client.query('CREATE TABLE IF NOT EXISTS page_met (page text PRIMARY KEY)');
  await client.query('SELECT pg_advisory_unlock(1)');
  return {
    async first(page) {
      const { rowCount } = await client.query('INSERT INTO page_met VALUES ($1) ON CONFLICT DO NOTHING', [page]);
      return rowCount === 1;
    },
    close: () => client.end(),
  };
}
