import { generateSync } from 'otplib';
import { type IdentityServices, importAccount } from '#identity';
import type { SoftwareAuthenticator } from './authenticator.ts';
import { bindPasskey, usePasskey } from './passkey-visitor.ts';
import { PASSWORD } from './people.ts';
import { createVisitor, type Page, type Visitor } from './visitor.ts';

/** Where the services of one system are. */
export interface Places {
  readonly identity: string;
  readonly catalogue: string;
  readonly dossier: string;
  readonly payment: string;
  readonly sandbox: string;
}

export const placesFrom = (base: number): Places => {
  const at = (offset: number): string => `http://localhost:${String(base + offset)}`;
  return { identity: at(0), catalogue: at(1), dossier: at(2), payment: at(3), sandbox: at(5) };
};

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const OFFICER = { citizenNumber: '089082000201', password: 'Mot-Cua-Demo-2026' };

/** Somebody with a browser, and how they act when something breaks off. */
export interface Guest {
  readonly places: Places;
  readonly visitor: Visitor;
  readonly send: (url: URL, init: RequestInit) => Promise<Response>;
  readonly from: Readonly<Record<string, string>>;
  /** A window in which only the bank is open: what the bank sends on to is never reached. */
  readonly bankWindow: Visitor;
  readonly citizenNumber: string;
  readonly password: string;
  readonly phone: string;
  /** What they do after a page did not come: send the form once more as the browser offers, or load the page before it again. */
  readonly habit: 'resend' | 'reload';
  /** Waits until somebody answers again. */
  readonly back: () => Promise<void>;
  readonly isCut: (error: unknown) => boolean;
}

type Around = Partial<Pick<Guest, 'habit' | 'back' | 'isCut'>> & { readonly send?: (url: URL, init: RequestInit) => Promise<Response> };

/** The `index`-th fictitious citizen; `importGuests` makes their account. */
export function guest(places: Places, index: number, around: Around = {}): Guest {
  const digits = String(index).padStart(6, '0');
  const from = { 'x-forwarded-for': `10.7.0.${String(index % 250)}` };
  return {
    places,
    visitor: createVisitor(Object.values(places), from, around.send),
    ...{ send: around.send ?? fetch, from },
    bankWindow: createVisitor([places.sandbox], from, around.send),
    citizenNumber: `001086${digits}`,
    password: PASSWORD,
    phone: `+84915${digits}`,
    habit: around.habit ?? 'reload',
    back: around.back ?? (() => Promise.resolve()),
    isCut: around.isCut ?? (() => false),
  };
}

/** The officer of the sample province, among the demo accounts. */
export const officerGuest = (places: Places, around: Around = {}): Guest => ({ ...guest(places, 201, around), ...OFFICER, phone: '' });

/** Verified citizens with an authenticator app. */
export async function importGuests(services: IdentityServices, guests: readonly Guest[]): Promise<void> {
  for (const { citizenNumber, phone, password } of guests) {
    const about = { name: 'Trần Văn Bền Bỉ', birth_date: '1990-07-05', gender: 'male', address: 'Số 1 phố Thử Nghiệm, phường Mẫu, Hà Nội' };
    await importAccount(
      services,
      { ...about, citizen_number: citizenNumber, phone, password, totp_secret: SECRET, verified: true },
      'test',
    );
  }
}

/** A code of the app; a code counts once, so whoever is asked again takes the next. */
const appCode = (step: number): string =>
  generateSync({ secret: SECRET, epoch: Math.floor((performance.timeOrigin + performance.now()) / 1000) + step * 30 });

/** The passkeys of those who added one, each its owner's. */
const devices = new Map<string, SoftwareAuthenticator>();
const ownerOf = (who: Guest): string => `${who.places.identity} ${who.citizenNumber}`;

/** Goes to a page, through the sign-in if it asks for one; an officer adds a passkey where the page demands it. */
export async function open(who: Guest, url: string): Promise<Page> {
  let page = await who.visitor.get(url);
  for (let step = -1; step <= 1 && page.url.startsWith(`${who.places.identity}/`); step += 1) {
    if (page.text.includes('name="password"'))
      page = await who.visitor.submit(page, { identifier: who.citizenNumber, password: who.password });
    if (page.url.startsWith(`${who.places.identity}/`) && page.text.includes('name="code"'))
      page = await who.visitor.submit(page, { code: appCode(step) });
    page = await byPasskey(who, page);
  }
  if (page.status !== 403 || !page.text.includes('/account/security/passkeys/new')) return page;
  const { visitor, send, from: headers } = who;
  const { identity } = who.places;
  devices.set(ownerOf(who), devices.get(ownerOf(who)) ?? (await bindPasskey({ visitor, identity, headers, send })));
  const again = /href="([^"]*max_age=0[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return byPasskey(who, await visitor.get(new URL(again, page.url).href));
}

async function byPasskey(who: Guest, page: Page): Promise<Page> {
  const device = devices.get(ownerOf(who));
  if (device === undefined || !page.url.startsWith(`${who.places.identity}/sign-in/`) || !page.text.includes('data-passkey')) return page;
  return usePasskey({ visitor: who.visitor, identity: who.places.identity, headers: who.from, send: who.send }, page, device);
}

interface Aim {
  readonly look: string;
  readonly done: (page: Page) => boolean;
  readonly press: (page: Page) => Promise<Page>;
}

/**
 * Looks at a page and presses what has to be pressed until the page says it is done, as a person would: what broke off is tried
 * again, by habit without looking first. Answers the page that said so.
 */
export async function reach(who: Guest, { look, done, press }: Aim): Promise<Page> {
  let unanswered: Page | null = null;
  let last = '';
  for (let attempt = 0; attempt < 25; attempt += 1) {
    await who.back();
    try {
      if (unanswered !== null && who.habit === 'resend') {
        const form: Page = unanswered;
        unanswered = null;
        await press(form).catch((error: unknown) => {
          // The answer may be that all is done, or that it has changed: whoever gets it looks at the page again.
          if (who.isCut(error)) throw error;
        });
      }
      const page = await open(who, look);
      if (done(page)) return page;
      unanswered = page;
      const after = await press(page);
      unanswered = null;
      if (done(after)) return after;
      last = `${String(after.status)} ${after.url}\n${textOf(after).slice(0, 3000)}`;
    } catch (error) {
      if (!who.isCut(error)) throw error;
      last = String(error);
    }
  }
  throw new Error(`${look} was never done; at last: ${last}`);
}

/** Reloads a page until it says what is awaited; what other processes do takes a moment, and takes it anew after each of them was killed. */
export async function awaitPage(
  who: Guest,
  look: string,
  done: (page: Page) => boolean,
  more: { seconds?: number; meanwhile?: (page: Page) => Promise<unknown> } = {},
): Promise<Page> {
  let since = performance.now();
  for (;;) {
    await who.back();
    try {
      const page = await open(who, look);
      if (done(page)) return page;
      await more.meanwhile?.(page);
      if (performance.now() - since > (more.seconds ?? 90) * 1000)
        throw new Error(`${look} never came so far:\n${textOf(page).slice(0, 3000)}`);
    } catch (error) {
      if (!who.isCut(error)) throw error;
      since = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

/** What a reader sees of a page. */
export const textOf = ({ text }: Page): string =>
  /<main[\s\S]*<\/main>/.exec(text)?.[0].replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ') ?? text; // prettier-ignore

/** Sends a file to the address of an upload form of a page. */
export async function upload(who: Guest, page: Page, form: { action: RegExp; name: string; content: Buffer }): Promise<Page> {
  const found = [...page.text.matchAll(/<form\b[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, action = '']) =>
    form.action.test(action),
  );
  const token = /name="_csrf" value="([^"]*)"/.exec(found?.[2] ?? '')?.[1];
  if (found?.[1] === undefined || token === undefined)
    throw new Error(`no upload to ${String(form.action)} on ${page.url}:\n${textOf(page).slice(0, 3000)}`);
  const body = new FormData();
  body.set('_csrf', token);
  body.set('file', new Blob([new Uint8Array(form.content)]), form.name);
  const origin = new URL(page.url).origin;
  return who.visitor.post(new URL(found[1], page.url).href, body, { origin });
}
