import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram, type Program } from '../support/program.ts';
import { freePort } from '../support/free-port.ts';
import { navigate } from './navigate.ts';
import { createVisitor, type Page, type Visitor } from '../support/visitor.ts';
import { answerPage } from '../conformance/protocol/world.ts';
import { actual, examplesOf, onLocalhost, type Actual } from './page.ts';
import { createFront, type Front } from './front.ts';
import { folderOf, has, prepare, startApp, type Running } from './stack.ts';
import { stacks } from './stacks.ts';

/** A person of the demo data, who signs in with a password alone. */
const person = { id: '', citizenNumber: '001085000011', password: 'Mot-Cua-Demo-2026', phone: '' };
const name = 'Nguyễn Văn Thử';

/** A browser that goes no further than these origins. */
const visitorOf = (...within: string[]): Visitor => createVisitor(within, {}, navigate);

/** Where a page leads by itself: a redirect to elsewhere, or one of our pages that go on by navigation. */
function onward(page: Page): string | null {
  if (page.elsewhere !== null) return page.elsewhere;
  const to = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(page.text)?.[1];
  return to === undefined ? null : new URL(to.replaceAll('&amp;', '&'), page.url).href;
}

/** Signs in wherever a page asks, and goes on until a page stays; `until` is an address that is not gone to any more. */
async function walk(visitor: Visitor, from: Page, until?: string): Promise<{ page: Page; to: string | null }> {
  let page = from;
  for (let steps = 0; steps < 12; steps += 1) {
    const to = onward(page);
    if (to !== null && until !== undefined && to.startsWith(until)) return { page, to };
    const next = to === null ? await answerPage(visitor, page, person) : await visitor.get(to);
    if (next === page) break;
    page = next;
  }
  return { page, to: null };
}

let program: Program;
let front: Front;
beforeAll(async () => {
  front = await createFront();
  program = await createProgram({ IDENTITY_URL: front.origin, TRUSTED_PROXIES: '1' });
  front.to(program.base);
  await program.start();
});
afterAll(async () => {
  await program.remove();
  front.close();
});

const available = new Map<string, boolean>();
for (const need of new Set(stacks.flatMap((stack) => stack.needs))) available.set(need, await has(need));

for (const stack of stacks) {
  describe.skipIf(stack.needs.some((need) => available.get(need) !== true))(`${stack.name}, unmodified, by its page`, () => {
    let where: Actual;
    let app: Running;
    let stop = (): Promise<void> => Promise.resolve();
    beforeAll(async () => {
      const port = await freePort();
      const portal = `http://localhost:${String(port)}`;
      const examples = await examplesOf(stack.page, stack.folders ?? [stack.name]);
      const registration = examples.find(({ file }) => file === 'registration.json');
      if (registration === undefined) throw new Error(`${stack.page}.md has no registration of ${stack.name}`);
      // Pages that two stacks share have one registration; here each has its own.
      const { client_id: onPage } = JSON.parse(registration.text) as { client_id: string };
      const plain = { issuer: program.identity, portal, port, secret: '', client: [onPage, `portal-${stack.name}`] as const };
      const registered = await program.command<{ client_secret?: string; private_jwks?: unknown }>(
        ['client', 'create'],
        actual(onLocalhost(registration, stack.onLocalhost ?? []), plain),
      );
      where = { ...plain, secret: registered.client_secret ?? '' };
      const files = examples.map((each) => ({ ...each, text: actual(onLocalhost(each, stack.onLocalhost ?? []), where) }));
      const folder = await prepare(stack, files);
      await writeFile(`${folderOf(stack.name)}/private-jwks.json`, JSON.stringify(registered.private_jwks ?? null));
      app = await startApp(stack, folder, {
        CLIENT_SECRET: where.secret,
        PORT: String(port),
        ...Object.fromEntries(
          ['COOKIE_SECRET', 'AUTH_SECRET', 'NEXTAUTH_SECRET'].map((each) => [each, randomBytes(32).toString('base64url')]),
        ),
        NEXTAUTH_URL: portal,
      });
      stop = () => app.stop();
    });
    afterAll(() => stop());

    const browser = (): Visitor => visitorOf(where.portal, where.issuer);
    const start = async (visitor: Visitor): Promise<Page> => {
      if ('link' in stack.signIn) return visitor.get(at(stack.signIn.link));
      return visitor.submit(await visitor.get(at(stack.signIn.page)), stack.signIn.fields ?? {});
    };
    const signIn = async (visitor: Visitor): Promise<void> => {
      const { page } = await walk(visitor, await start(visitor));
      expect(new URL(page.url).origin, `${page.url} ${page.text.slice(0, 2000)}\n${app.said()}`).toBe(where.portal);
    };
    /** Where a path leads here; the paths of some packages have the portal's address in them. */
    const at = (path: string): string =>
      where.portal + path.replaceAll(encodeURIComponent('https://portal.example.gov.vn'), encodeURIComponent(where.portal));
    const seen = async (visitor: Visitor): Promise<string> => {
      const page = await visitor.get(at(stack.person));
      // Python writes JSON in ASCII.
      return `${page.url} ${page.text.replaceAll(/\\u([0-9a-f]{4})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))}`;
    };
    const shown = stack.shows ?? new RegExp(name);

    it('signs a person in, and shows what userinfo says', async () => {
      const visitor = browser();
      await signIn(visitor);
      const text = await seen(visitor);
      expect(text, app.said()).toMatch(shown);
      expect(await seen(browser())).not.toMatch(shown);
    });

    it('refuses an answer in another browser than the one that asked, which can still use it', async () => {
      const outside = visitorOf(where.portal);
      const begun = await start(outside);
      expect(begun.elsewhere, begun.text).toContain(where.issuer);
      const provider = visitorOf(where.issuer);
      const { to, page } = await walk(provider, await provider.get(begun.elsewhere ?? ''), where.portal);
      const answer = to ?? page.url;
      expect(answer).toContain('code=');
      const stranger = visitorOf(where.portal);
      await stranger.get(answer);
      expect(await seen(stranger)).not.toMatch(shown);
      await outside.get(answer);
      expect(await seen(outside), app.said()).toMatch(shown);
    });

    it.skipIf(stack.trustsTls === true)('signs nobody in by an ID token whose signature is another', async () => {
      const visitor = browser();
      front.forge(true);
      try {
        await walk(visitor, await start(visitor));
        expect(await seen(visitor)).not.toMatch(shown);
      } finally {
        front.forge(false);
      }
      await signIn(visitor);
      expect(await seen(visitor), app.said()).toMatch(shown);
    });

    it.skipIf(stack.signOut === null)('signs out here and at the provider', async () => {
      const visitor = browser();
      await signIn(visitor);
      expect(await seen(visitor)).toMatch(shown);
      await signOut(visitor);
      expect(await seen(visitor)).not.toMatch(shown);
      const again = await start(visitor);
      expect(new URL(again.url).origin, 'has to sign in again').toBe(where.issuer);
    });

    async function signOut(visitor: Visitor): Promise<void> {
      const how = stack.signOut;
      if (how === null) return;
      let page: Page;
      if ('link' in how)
        page = await visitor.get(
          at(how.link) +
            (how.file === undefined ? '' : encodeURIComponent((await readFile(`${folderOf(stack.name)}/${how.file}`, 'utf8')).trim())),
        );
      else if ('post' in how) page = await visitor.post(at(how.post), new URLSearchParams(), { origin: where.portal });
      else page = await visitor.submit(await visitor.get(at(how.page)), {});
      expect(page.url, page.text.slice(0, 2000)).toContain(where.issuer);
      const { page: out } = await walk(visitor, await visitor.submit(page, { logout: 'yes' }));
      expect(new URL(out.url).origin, out.text.slice(0, 2000)).toBe(where.portal);
    }

    it.skipIf(!stack.backchannel)('ends its session when the person signs out elsewhere', async () => {
      const visitor = browser();
      await signIn(visitor);
      expect(await seen(visitor)).toMatch(shown);
      await visitor.submit(await visitor.get(`${where.issuer}/sign-out`), { logout: 'yes' });
      for (let tries = 0; tries < 100 && shown.test(await seen(visitor)); tries += 1) await pause(100);
      expect(await seen(visitor), app.said()).not.toMatch(shown);
    });
  });
}
