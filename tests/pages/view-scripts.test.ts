import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Browser, Page as Tab } from 'playwright-core';
import { withShared } from '#shared/texts';
import { page } from '#shared/view';
import { launchBrowser } from '../support/browser.ts';
import { axePath, showPages } from '../support/shown-pages.ts';

const scripted = page('scripted', { one: {} });
const texts = { vi: { scripted: { title: 'Trang thử' } }, en: { scripted: { title: 'A page' } } };

let browser: Browser;
let served: Awaited<ReturnType<typeof showPages>>;
beforeAll(async () => {
  browser = await launchBrowser();
  served = await showPages({
    pages: [scripted],
    messages: withShared(texts),
    origin: 'identity',
    folders: [fileURLToPath(new URL('../support/kitchen-sink', import.meta.url))],
  });
});
vi.setConfig({ testTimeout: 60_000 });

afterAll(async () => {
  await browser.close();
  served.close();
});

async function open(options: { scripts: boolean }): Promise<Tab> {
  const context = await browser.newContext({ locale: 'vi', javaScriptEnabled: options.scripts });
  const tab = await context.newPage();
  if (options.scripts) await tab.clock.install();
  await tab.goto(served.shown[0]?.url ?? '');
  if (options.scripts) await tab.waitForFunction('document.body.classList.contains("js-enabled")');
  return tab;
}

test('the end of a page is announced two minutes before in a dialogue with focus, and extending it starts the time again', async () => {
  const tab = await open({ scripts: true });
  const notice = tab.locator('.mc-timeout__notice');
  const dialog = tab.getByRole('dialog', { name: 'Quý vị còn ở đây không?' });
  const extend = tab.getByRole('button', { name: 'Tiếp tục sử dụng' });
  await tab.locator('#password').focus();
  await tab.clock.fastForward('07:50');
  expect(await dialog.isVisible()).toBe(false);
  await tab.clock.fastForward('00:15');
  expect(await dialog.textContent()).toContain('2 phút');
  expect(await tab.evaluate('document.activeElement.textContent.trim()')).toBe('Tiếp tục sử dụng');
  let sent = '';
  let answer: object = { seconds: 600 };
  await tab.route('**/extend', async (request) => {
    sent = request.request().postData() ?? '';
    await request.fulfill({ status: 200, json: answer });
  });
  await tab.keyboard.press('Enter');
  await expect.poll(() => notice.textContent()).toContain('Đã gia hạn');
  expect(sent).toMatch(/_csrf=.+&here=/);
  expect(await dialog.isVisible()).toBe(false);
  // Where the person was, they are again.
  expect(await tab.evaluate('document.activeElement.id')).toBe('password');
  // The server gives less than was hoped for: that is what is said, and nothing is offered that does not work.
  await tab.clock.fastForward('09:00');
  expect(await extend.isVisible()).toBe(true);
  answer = { seconds: 90 };
  await extend.click();
  await expect.poll(() => dialog.textContent()).toContain('không thể gia hạn thêm');
  expect(await extend.isVisible()).toBe(false);
  await tab.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(false);
  await tab.clock.fastForward('01:35');
  expect(await tab.getByRole('dialog', { name: 'Phiên làm việc đã kết thúc' }).isVisible()).toBe(true);
  expect(await tab.getByRole('link', { name: 'Bắt đầu lại' }).isVisible()).toBe(true);
  expect(await tab.locator('#password').count()).toBe(1);
});

test('an extension that does not reach the server can be tried again; one of a session that has ended is not called extended', async () => {
  const tab = await open({ scripts: true });
  const dialog = tab.getByRole('dialog');
  await tab.clock.fastForward('08:05');
  await tab.route('**/extend', (request) => request.abort());
  await tab.getByRole('button', { name: 'Tiếp tục sử dụng' }).click();
  await expect.poll(() => dialog.textContent()).toContain('không kết nối được');
  await tab.unroute('**/extend');
  await tab.route('**/extend', (request) => request.fulfill({ status: 410, body: '<p>' }));
  await tab.getByRole('button', { name: 'Tiếp tục sử dụng' }).click();
  await expect.poll(() => tab.getByRole('dialog', { name: 'Phiên làm việc đã kết thúc' }).isVisible()).toBe(true);
});

test('the dialogue holds on the narrowest telephone, and axe finds nothing in it', async () => {
  const tab = await open({ scripts: true });
  await tab.setViewportSize({ width: 320, height: 480 });
  await tab.clock.fastForward('08:05');
  const box = await tab.getByRole('dialog').boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
  const folder = process.env['SHOTS'];
  if (folder !== undefined) await tab.screenshot({ path: `${folder}/timeout-320.png` });
  await tab.addScriptTag({ url: axePath });
  const found = await tab.evaluate(
    `axe.run('dialog', { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id }) => id))`,
  );
  expect(found).toEqual([]);
});

test('a password can be shown and hidden', async () => {
  const tab = await open({ scripts: true });
  await tab.fill('#password', 'Mật khẩu dài');
  await tab.getByRole('button', { name: 'Hiện mật khẩu' }).click();
  expect(await tab.getAttribute('#password', 'type')).toBe('text');
  await tab.getByRole('button', { name: 'Ẩn mật khẩu' }).click();
  expect(await tab.getAttribute('#password', 'type')).toBe('password');
});

test('without scripts the page says how long it is valid and shows no control that does nothing', async () => {
  const tab = await open({ scripts: false });
  expect(await tab.getByText('hết hiệu lực sau 10 phút').isVisible()).toBe(true);
  expect(await tab.getByRole('button', { name: 'Hiện mật khẩu' }).isVisible()).toBe(false);
  expect(await tab.getByRole('button', { name: 'Tiếp tục sử dụng' }).isVisible()).toBe(false);
});

test('the other language keeps the path and query', async () => {
  const tab = await open({ scripts: true });
  await tab.goto(`${served.shown[0]?.url ?? ''}?q=h%E1%BB%93+s%C6%A1&page=2`);
  await tab.getByRole('link', { name: 'English' }).click();
  await tab.waitForURL(/lang=en/);
  const address = new URL(tab.url());
  expect(address.searchParams.get('q')).toBe('hồ sơ');
  expect(address.searchParams.get('page')).toBe('2');
  expect(await tab.title()).toBe('A page – Một Cửa');
});
