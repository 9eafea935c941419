import { generateSync } from 'otplib';
import type { TestSystem } from '../system.ts';
import { bindPasskey, usePasskey } from '../passkey-visitor.ts';
import { createVisitor, type Visitor } from '../visitor.ts';

export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly headers: Headers;
  /** Everything of the answer that could carry somebody's data. */
  readonly seen: string;
  readonly text: string;
}

export type Body =
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly json: unknown }
  /** Sent as it is, under a content type of the request's own headers. */
  | { readonly raw: string | Buffer }
  | { readonly file: Buffer; readonly name?: string; readonly type?: string };

/** One request, as somebody sends it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body?: Body | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** False leaves the form's own token out. */
  readonly csrf?: boolean;
}

/** Somebody's browser on all origins, from an address of its own, that follows no redirect. */
export interface Caller {
  readonly name: string;
  readonly visitor: Visitor;
  /** What tells its address. */
  readonly from: Readonly<Record<string, string>>;
  /** The token for forms of an origin, from one of its pages; empty where this person is shown no form. */
  token(origin: string): Promise<string>;
  cookie(origin: string): string;
  send(request: Sent): Promise<Answer>;
}

/** One of them is at each service; nobody finds none at the catalogue. */
const pagesWithForms = ['/lookup', '/fines', '/sign-out'];
let addresses = 0;

export function createCaller(name: string, system: TestSystem): Caller {
  addresses += 1;
  const from = { 'x-forwarded-for': `10.20.${String(Math.floor(addresses / 250))}.${String((addresses % 250) + 1)}` };
  const visitor = createVisitor([system.identity, system.catalogue, system.dossier, system.payment], from);
  const tokens = new Map<string, string>();
  const caller: Caller = {
    name,
    visitor,
    from,
    async token(origin) {
      const known = tokens.get(origin);
      if (known !== undefined) return known;
      for (const path of pagesWithForms) {
        const { text } = await visitor.get(origin + path);
        const token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1];
        if (token === undefined) continue;
        tokens.set(origin, token);
        return token;
      }
      return '';
    },
    cookie: (origin) => [...visitor.cookies(origin)].map(([key, value]) => `${key}=${value}`).join('; '),
    async send({ method, url, body, headers = {}, csrf = true }) {
      const { origin } = new URL(url);
      const token = csrf && body !== undefined && ('form' in body || 'file' in body) ? await caller.token(origin) : undefined;
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: caller.cookie(origin), ...from, ...contentType(body), ...headers },
        ...(body === undefined || method === 'GET' ? {} : { body: encoded(body, token) }),
      });
      const location = response.headers.get('location') ?? '';
      const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
      const readable = Buffer.from(text, 'latin1').toString('utf8');
      const head = [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
      return { status: response.status, location, headers: response.headers, text: readable, seen: `${head}\n${readable}\n${text}` };
    },
  };
  return caller;
}

const contentType = (body: Body | undefined): Record<string, string> =>
  body !== undefined && 'json' in body ? { 'content-type': 'application/json' } : {};

function encoded(body: Body, token: string | undefined): string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData {
  if ('json' in body) return JSON.stringify(body.json);
  if ('raw' in body) return typeof body.raw === 'string' ? body.raw : new Uint8Array(body.raw);
  const own = token === undefined ? {} : { _csrf: token };
  if ('form' in body) return new URLSearchParams({ ...own, ...body.form });
  const form = new FormData();
  for (const [key, value] of Object.entries(own)) form.set(key, value);
  form.set('file', new Blob([new Uint8Array(body.file)], { type: body.type ?? 'image/png' }), body.name ?? 'anh.png');
  return form;
}

export interface Account {
  readonly citizenNumber: string;
  readonly name: string;
  readonly password: string;
  /** Secret of the authenticator app; null for an account with a password alone. */
  readonly app: string | null;
  /** Staff: adds a passkey and signs in with it, since the queue takes nothing less. */
  readonly passkey?: true;
}

/** Signs in at every service by the real pages, with password and app where the account has one. */
export async function signInEverywhere(caller: Caller, system: TestSystem, account: Account): Promise<void> {
  const { visitor } = caller;
  const level = account.app === null ? '' : '&acr=LoA2';
  if (account.passkey) await signInWithNewPasskey(caller, system, account);
  for (const origin of [system.dossier, system.payment, system.catalogue]) {
    let page = await visitor.get(`${origin}/sign-in/start?return=%2F${level}`);
    if (page.url.startsWith(system.identity))
      page = await visitor.submit(page, { identifier: account.citizenNumber, password: account.password });
    if (page.url.startsWith(system.identity) && account.app !== null)
      page = await visitor.submit(page, { code: generateSync({ secret: account.app }) });
    if (!page.url.startsWith(`${origin}/`) || page.status !== 200 || !page.text.includes(account.name))
      throw new Error(`${caller.name} did not get in: ${page.url} (${String(page.status)})\n${page.text.slice(0, 3000)}`);
  }
}

/** By password and app, then with the passkey that was added so: the session the services are entered with. */
async function signInWithNewPasskey({ visitor, from }: Caller, system: TestSystem, account: Account): Promise<void> {
  const page = await visitor.submit(await visitor.get(`${system.identity}/account`), {
    identifier: account.citizenNumber,
    password: account.password,
  });
  await visitor.submit(page, { code: generateSync({ secret: account.app ?? '' }) });
  const where = { visitor, identity: system.identity, headers: from };
  const device = await bindPasskey(where);
  const again = await visitor.get(`${system.dossier}/sign-in/start?return=%2F&acr=LoA2&max_age=0`);
  await usePasskey(where, again, device);
}
