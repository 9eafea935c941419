/** A browser without scripts, without rendering: cookies, redirects and forms, as any HTTP client has them. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The Location of a redirect that was not followed because it leads to another origin. */
  readonly elsewhere: string | null;
}

export interface Visitor {
  /** Follows redirects as long as they stay on origins of `within`. */
  get(url: string): Promise<Page>;
  /** Fills the page's form that has all the named fields, keeps its hidden ones, and submits it. */
  submit(page: Page, fields: Readonly<Record<string, string>>, choose?: { action?: string }): Promise<Page>;
  post(url: string, body: URLSearchParams | FormData, headers?: Readonly<Record<string, string>>): Promise<Page>;
  cookies(origin: string): ReadonlyMap<string, string>;
  /** Puts a cookie into the jar as somebody else might: from another port, or a sibling host that can set it for this path. */
  plant(origin: string, cookie: Cookie): void;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** `within` are the origins this visitor may be redirected to; a redirect to any other ends the walk. `send` makes each request. */
export function createVisitor(
  within: readonly string[],
  headers: Readonly<Record<string, string>> = {},
  send: (url: URL, init: RequestInit) => Promise<Response> = fetch,
): Visitor {
  const jar = new Map<string, Cookie>();
  const inside = new Set(within.map((each) => new URL(each).origin));

  const keep = (url: URL, response: Response): void => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const find = (key: string): string | undefined =>
        attributes.find((each) => each.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
      const path = find('path') ?? '/';
      const key = `${url.hostname} ${path} ${name}`;
      const expires = find('expires');
      if (value === '' || (expires !== undefined && new Date(expires).getTime() < 1_000_000_000)) jar.delete(key);
      else jar.set(key, { name, value, path });
    }
  };
  const cookieHeader = (url: URL): string =>
    [...jar.entries()]
      .filter(
        ([key, cookie]) =>
          key.startsWith(`${url.hostname} `) && `${url.pathname}/`.startsWith(cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`),
      )
      .sort(([, a], [, b]) => b.path.length - a.path.length)
      .map(([, cookie]) => `${cookie.name}=${cookie.value}`)
      .join('; ');

  const walk = async (
    address: string,
    init: { method: string; body?: URLSearchParams | FormData; headers?: Readonly<Record<string, string>> },
  ): Promise<Page> => {
    let url = new URL(address);
    let { method, body } = init;
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await send(url, {
        method,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: cookieHeader(url), ...headers, ...init.headers },
        ...(body === undefined ? {} : { body }),
      });
      keep(url, response);
      const text = await response.text();
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399) {
        return { url: url.href, status: response.status, headers: response.headers, text, elsewhere: null };
      }
      const next = new URL(location, url);
      if (!inside.has(next.origin))
        return { url: url.href, status: response.status, headers: response.headers, text, elsewhere: next.href };
      url = next;
      method = 'GET';
      body = undefined;
    }
    throw new Error(`more than twenty redirects, the last to ${url.href}`);
  };

  return {
    get: (url) => walk(url, { method: 'GET' }),
    post: (url, body, more) => walk(url, { method: 'POST', body, ...(more === undefined ? {} : { headers: more }) }),
    async submit(page, fields, choose = {}) {
      const form = formsOf(page.text).find(
        (each) =>
          Object.keys(fields).every((name) => each.names.has(name)) && (choose.action === undefined || each.action.endsWith(choose.action)),
      );
      if (form === undefined)
        throw new Error(`no form with ${Object.keys(fields).join(', ')} on ${page.url} (${page.status}):\n${page.text.slice(0, 3000)}`);
      const body = new URLSearchParams({ ...form.hidden, ...fields });
      return walk(new URL(form.action, page.url).href, { method: 'POST', body, headers: { origin: new URL(page.url).origin } });
    },
    plant: (origin, cookie) => void jar.set(`${new URL(origin).hostname} ${cookie.path} ${cookie.name}`, cookie),
    cookies: (origin) =>
      new Map(
        [...jar.entries()]
          .filter(([key]) => key.startsWith(`${new URL(origin).hostname} `))
          .map(([, cookie]) => [cookie.name, cookie.value]),
      ),
  };
}

interface Form {
  readonly action: string;
  readonly names: ReadonlySet<string>;
  readonly hidden: Readonly<Record<string, string>>;
}

const decode = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', inner = '']) => {
    const names = new Set<string>();
    const hidden: Record<string, string> = {};
    for (const [tag] of inner.matchAll(/<(?:input|textarea|select|button)\b[^>]*>/g)) {
      const read = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
      const name = read('name');
      if (name === undefined) continue;
      names.add(name);
      if (read('type') === 'hidden') hidden[name] = decode(read('value') ?? '');
    }
    return { action: decode(/\baction="([^"]*)"/.exec(head)?.[1] ?? ''), names, hidden };
  });
}
