import { mkdir, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { chromium as driver, type Browser } from 'playwright-core';

/** The package's flags are for a throw-away renderer; these would switch off what our tests are about, or share one process. */
const unwanted = ['--disable-web-security', '--allow-running-insecure-content', '--single-process', '--disable-site-isolation-trials'];
/** A graphics card made of software draws what nobody looks at, and takes more than half of a page's processor time for it. */
const graphics = ['--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/**
 * Real Chromium from node_modules with the same-origin policy, CSP and cookies as a person's browser has them. Close it
 * when the test file ends; give each test its own `newContext()`.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpackedOnce();
  const args = chromium.args.filter((flag) => !unwanted.includes(flag) && !graphics.includes(flag));
  return driver.launch({ executablePath, headless: true, args: [...args, '--disable-gpu', '--disable-software-rasterizer'] });
}

/** Unpacking is not safe for two test processes at once: the second would start a half-written file. */
async function unpackedOnce(): Promise<string> {
  const lock = join(tmpdir(), 'mot-cua-chromium.lock');
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const since = await stat(lock).catch(() => undefined);
      if (since !== undefined && since.mtimeMs < performance.timeOrigin + performance.now() - 120_000)
        await rmdir(lock).catch(() => undefined);
      await wait(100);
    }
  }
  try {
    return await chromium.executablePath();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}
