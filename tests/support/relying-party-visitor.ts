/** A browser without scripts: keeps cookies by path (ports of localhost share them), follows redirects, submits forms. */
export interface Visitor {
  get(url: string, options?: { follow?: boolean; headers?: Record<string, string> }): Promise<Page>;
  /** Submits a form; hidden fields are added by the caller. */
  post(url: string, form: Record<string, string>, options?: { follow?: boolean; headers?: Record<string, string> }): Promise<Page>;
  cookie(name: string): string | undefined;
  setCookie(name: string, value: string, path?: string): void;
  deleteCookie(name: string): void;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export function createVisitor(): Visitor {
  const jar = new Map<string, { name: string; value: string; path: string }>();
  const keep = (header: string, url: URL): void => {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (wanted: string): string | undefined =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? url.pathname;
    const expires = attribute('expires');
    const gone = value === '' || attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) < 1e12);
    if (gone) jar.delete(`${name} ${path}`);
    else jar.set(`${name} ${path}`, { name, value, path });
  };
  const send = async (url: URL, init: RequestInit, follow: boolean, hops = 0): Promise<Page> => {
    if (hops > 15) throw new Error(`redirected in circles at ${url.href}`);
    const cookies = [...jar.values()].filter(({ path }) => url.pathname.startsWith(path)).map(({ name, value }) => `${name}=${value}`);
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html,*/*;q=0.5');
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) keep(header, url);
    const location = response.headers.get('location');
    const text = await response.text();
    if (follow && location !== null && response.status >= 300 && response.status < 400) {
      return send(new URL(location, url), { method: 'GET' }, follow, hops + 1);
    }
    return { url: url.href, status: response.status, headers: response.headers, text };
  };
  return {
    get: (url, options = {}) =>
      send(new URL(url), { method: 'GET', ...(options.headers && { headers: options.headers }) }, options.follow ?? true),
    post: (url, form, options = {}) =>
      send(
        new URL(url),
        { method: 'POST', body: new URLSearchParams(form), ...(options.headers && { headers: options.headers }) },
        options.follow ?? true,
      ),
    cookie: (name) => [...jar.values()].find((each) => each.name === name)?.value,
    setCookie: (name, value, path = '/') => void jar.set(`${name} ${path}`, { name, value, path }),
    deleteCookie(name) {
      for (const [key, each] of jar) if (each.name === name) jar.delete(key);
    },
  };
}

/** The value of a hidden field of a page. */
export function hidden(page: Page, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';
}
