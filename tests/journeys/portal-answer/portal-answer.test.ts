import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type TestClient, type World } from '../../conformance/protocol/world.ts';
import { launchBrowser } from '../../support/browser.ts';

/**
 * A portal whose addresses lead on to another host of its own, as a broker's or `sso.` to `www.`: for a browser, `localhost` and `127.0.0.1` are
 * two. Answers where it led and what it was given.
 */
async function startPortal(): Promise<{ server: Server; at: string; elsewhere: string }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://portal.test');
      const given = request.method === 'POST' ? Buffer.concat(chunks).toString() : url.search.slice(1);
      if (url.pathname === '/landed')
        return void response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>landed</title>');
      response.writeHead(303, { Location: `${elsewhere}/landed?from=${url.pathname.slice(1)}&${given}` }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  const elsewhere = `http://127.0.0.1:${String(port)}`;
  return { server, at: `http://localhost:${String(port)}`, elsewhere };
}

let world: World;
let portal: Awaited<ReturnType<typeof startPortal>>;
let client: TestClient;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld();
  portal = await startPortal();
  client = await world.client({
    redirect_uris: [`${portal.at}/callback`],
    post_logout_redirect_uris: [`${portal.at}/out`],
    scope: 'openid',
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  portal.server.close();
  await world.close();
});

/** What the portal was told, wherever in the address it stands. */
const told = (tab: Tab): URLSearchParams => {
  const { search, hash } = new URL(tab.url());
  return new URLSearchParams([...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))]);
};

async function withTab(scripts: boolean, work: (tab: Tab, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: scripts, locale: 'vi-VN' });
  try {
    const tab = await context.newPage();
    tab.setDefaultTimeout(20_000);
    await work(tab, context);
  } finally {
    await context.close();
  }
}

async function signIn(tab: Tab, password = world.citizen.password): Promise<void> {
  await tab.locator('[name=identifier]').fill(world.citizen.citizenNumber);
  await tab.locator('[name=password]').fill(password);
  await tab.locator('form:has([name=password]) button[type=submit]').click();
}

const outcomes = {
  'a sign-in': { asked: {}, act: (tab: Tab) => signIn(tab), member: 'code' },
  'a sign-in that was called off': { asked: {}, act: (tab: Tab) => tab.locator('form[action$="/cancel"] button').click(), member: 'error' },
  'a refusal without any page': { asked: { prompt: 'none' }, act: async () => undefined, member: 'error' },
} as const;

const cases = (['query', 'fragment', 'form_post'] as const).flatMap((mode) =>
  (Object.keys(outcomes) as (keyof typeof outcomes)[]).flatMap((outcome) => [true, false].map((scripts) => ({ mode, outcome, scripts }))),
);

describe('a portal whose callback leads on to another host is told in a real browser', () => {
  test.each(cases)('$outcome by $mode, scripts $scripts', async ({ mode, outcome, scripts }) => {
    await withTab(scripts, async (tab) => {
      const refused: string[] = [];
      tab.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) refused.push(message.text());
      });
      const { asked, act, member } = outcomes[outcome];
      await tab.goto(client.url({ scope: 'openid', response_mode: mode, ...asked }));
      await act(tab);
      // Without scripts nothing sends a form by itself: the page says what to press.
      if (mode === 'form_post' && !scripts) {
        await tab.getByRole('heading', { name: 'Đang chuyển tiếp' }).waitFor();
        await tab.getByRole('button', { name: 'Tiếp tục' }).click();
      }
      await tab.waitForURL(`${portal.elsewhere}/landed**`);
      expect(Object.fromEntries(told(tab))).toMatchObject({ from: 'callback', state: 'the state', iss: world.issuer });
      expect(told(tab).get(member)).not.toBeNull();
      expect(refused).toEqual([]);
    });
  });

  test.each([true, false])('that somebody has signed out, scripts %s', async (scripts) => {
    await withTab(scripts, async (tab) => {
      await tab.goto(client.url({ scope: 'openid' }));
      await signIn(tab);
      await tab.waitForURL(`${portal.elsewhere}/landed**`);
      await tab.goto(
        `${world.issuer}/sign-out?${new URLSearchParams({ client_id: client.id, post_logout_redirect_uri: `${portal.at}/out`, state: 'bye' }).toString()}`,
      );
      await tab.locator('[name=logout]').click();
      await tab.waitForURL(`${portal.elsewhere}/landed**`);
      expect(Object.fromEntries(told(tab))).toEqual({ from: 'out', state: 'bye' });
    });
  });
});

describe('the pages of a sign-in', () => {
  test('let forms go nowhere but here; browsers that do not say how they navigate may follow to the portal', async () => {
    const visitor = world.visitor();
    const page = await visitor.get(client.url({ scope: 'openid' }));
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${portal.at};`);
    await withTab(true, async (tab) => {
      const answer = await tab.goto(client.url({ scope: 'openid' }));
      expect(answer?.headers()['content-security-policy']).toContain("form-action 'self';");
    });
  });

  test('that lead on say where to, and can be gone on from by hand', async () => {
    await withTab(false, async (tab, context) => {
      await context.route(`${world.issuer}/authorize/*`, (route) => route.abort());
      await tab.goto(client.url({ scope: 'openid' }));
      const [answer] = await Promise.all([tab.waitForResponse((response) => response.request().method() === 'POST'), signIn(tab)]);
      const text = await answer.text().catch(() => '');
      expect(answer.status()).toBe(200);
      expect(text === '' || text.includes(new URL(portal.at).host)).toBe(true);
    });
  });

  test('an answer by POST may be sent to a checked address alone, and runs no script but ours', async () => {
    const visitor = world.visitor();
    await world.walk(visitor, client.url({ scope: 'openid' }));
    for (const asked of [{}, { prompt: 'none', max_age: '0' }]) {
      const page = await visitor.get(
        client.url({ scope: 'openid', response_mode: 'form_post', state: '"><script>alert(1)</script>', ...asked }),
      );
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<form method="post" action="${portal.at}/callback">`);
      expect(page.text).not.toContain('<script>alert');
      expect(page.text).not.toContain('_csrf" value');
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('form-action');
    }
    const foreign = await visitor.get(client.url({ redirect_uri: 'https://evil.example/', response_mode: 'form_post' }));
    expect(foreign.status).toBe(400);
    expect(foreign.text).not.toContain('"https://evil.example');
    expect(foreign.headers.get('content-security-policy')).toContain("form-action 'self'");
  });
});
