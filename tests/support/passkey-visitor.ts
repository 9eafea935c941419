import { SoftwareAuthenticator } from './authenticator.ts';
import type { Page, Visitor } from './visitor.ts';

/** Whose browser it is, and how it sends. */
interface Where {
  readonly visitor: Visitor;
  readonly identity: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly send?: (url: URL, init: RequestInit) => Promise<Response>;
}

/** What the pages' own script does, for a visitor without scripts: WebAuthn by JSON, answered by an authenticator in software. */
const script = ({ visitor, identity, headers = {}, send = fetch }: Where, page: Page) => {
  const csrf = /(?:name="_csrf" value|data-csrf)="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await send(new URL(path, identity), {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf },
        ...{ cookie: [...visitor.cookies(identity)].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
      },
      body: JSON.stringify(body),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      visitor.plant(identity, { name, value, path: /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/' });
    }
    return (await answer.json()) as Record<string, unknown>;
  };
};

/** Adds a passkey for whoever is signed in in this browser. */
export async function bindPasskey(where: Where): Promise<SoftwareAuthenticator> {
  const path = '/account/security/passkeys/new';
  const page = await where.visitor.get(where.identity + path);
  const send = script(where, page);
  const device = new SoftwareAuthenticator(where.identity);
  const added = await send(path, { label: 'Khóa thử', response: device.create(await send(`${path}/options`, {})) });
  if (typeof added['to'] !== 'string' || !added['to'].includes('done=passkey-added'))
    throw new Error(`no passkey was added: ${JSON.stringify(added)} ${String(page.status)}\n${page.text.slice(0, 3000)}`);
  return device;
}

/** Answers a page of a sign-in with the passkey, and goes where it leads. */
export async function usePasskey(where: Where, page: Page, device: SoftwareAuthenticator): Promise<Page> {
  const base = /^\/sign-in\/[\w-]+/.exec(new URL(page.url).pathname)?.[0] ?? '';
  const send = script(where, page);
  const answer = await send(`${base}/passkey`, { response: device.get(await send(`${base}/passkey/options`, {})) });
  if (typeof answer['to'] !== 'string') throw new Error(`the passkey was refused: ${JSON.stringify(answer)}`);
  return where.visitor.get(new URL(answer['to'], where.identity).href);
}
