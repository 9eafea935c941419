import { expect, test } from 'vitest';
import type { GuestOptions } from '../support/guest.ts';
import { portal, signInWithApp } from '../support/steps.ts';
import { useWorld } from '../support/world.ts';

const world = useWorld('small-screens');

/** A cheap telephone; and a 1280 px window at 400 % (WCAG 2.2, 1.4.10), which has the same width in CSS pixels and little height. */
const screens: readonly (GuestOptions & { name: string; citizen: string })[] = [
  { name: 'a telephone of 320 px', citizen: '001190000022', viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
  { name: 'a window at 400 % zoom', citizen: '079075000033', viewport: { width: 320, height: 256 }, deviceScaleFactor: 4, language: 'en' },
];

test.each(screens)(
  'on $name every main page fits the width, and its main action can be reached',
  async ({ name: _name, citizen, ...screen }) => {
    const { system } = world;
    const guest = await world.guest(screen);
    await guest.go(`${system.identity}/`);
    await guest.go(system.province);
    await guest.press(portal.signIn);
    await guest.press(guest.t.signIn.register);
    await guest.press(guest.t.register.haveAccount);
    await guest.press(guest.t.signIn.help);
    await guest.press(guest.t.recover.backToSignIn);
    await signInWithApp(guest, citizen);
    for (const page of ['', '/security', '/security/app', '/sessions', '/activity', '/data', '/profile', '/profile/email']) {
      await guest.go(`${system.identity}/account${page}`);
      for (const button of await guest.tab.locator('main button:visible, main a.govuk-button:visible').all()) {
        await button.scrollIntoViewIfNeeded();
        const box = await button.boundingBox();
        expect(box?.x, page).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0), page).toBeLessThanOrEqual(320);
      }
    }
  },
);

test.each(['home', 'sign-in'] as const)('a first visit to the %s page costs at most 100 kB over the wire', async (page) => {
  const { system } = world;
  const guest = await world.guest();
  const network = await guest.context.newCDPSession(guest.tab);
  const requests = new Map<string, string>();
  const sizes = new Map<string, number>();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => requests.set(requestId, request.url));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await network.send('Network.enable');
  await guest.tab.goto(page === 'home' ? `${system.identity}/` : `${system.ministry}/sign-in`, { waitUntil: 'networkidle' });
  expect(await guest.heading()).toBe(page === 'home' ? guest.t.account.home.title : guest.t.signIn.title);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(total, [...sizes].map(([id, size]) => `${String(size)} ${requests.get(id) ?? ''}`).join('\n')).toBeLessThanOrEqual(100_000);
  expect(sizes.size).toBeGreaterThan(3);
});
