import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Browser, Page as Tab } from 'playwright-core';
import { withShared } from '#shared/texts';
import { page } from '#shared/view';
import { launchBrowser } from '../support/browser.ts';
import { showPages } from '../support/shown-pages.ts';

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

test('the end of a page is announced two minutes before, and extending it starts the time again', async () => {
  const tab = await open({ scripts: true });
  const notice = tab.locator('.mc-timeout__notice');
  const extend = tab.getByRole('button', { name: 'Tiếp tục sử dụng' });
  await tab.clock.fastForward('07:50');
  expect(await notice.textContent()).toBe('');
  await tab.clock.fastForward('00:15');
  expect(await notice.textContent()).toContain('2 phút');
  let sent = '';
  await tab.route('**/extend', async (request) => {
    sent = request.request().postData() ?? '';
    await request.fulfill({ status: 200, body: '' });
  });
  await extend.click();
  await expect.poll(() => notice.textContent()).toContain('Đã gia hạn');
  expect(sent).toMatch(/_csrf=.+&here=/);
  expect(await extend.isVisible()).toBe(false);
  await tab.clock.fastForward('09:00');
  expect(await extend.isVisible()).toBe(true);
  await tab.clock.fastForward('01:05');
  expect(await notice.textContent()).toContain('đã kết thúc');
  expect(await tab.getByRole('link', { name: 'Bắt đầu lại' }).isVisible()).toBe(true);
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
