import { Pool } from 'undici';

export interface Answer {
  readonly status: number;
  /** Path and query, or the whole address when it leads away from the provider. */
  readonly location: string;
  readonly text: string;
  readonly cookies: readonly string[];
}

export interface Ask {
  /** The protocol step, by which statements are told apart. */
  readonly step: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
  /** The status that means success; anything else is an error of this request. */
  readonly expect: number;
}

export interface Http {
  send(ask: Ask): Promise<Answer>;
  close(): Promise<void>;
}

/** A keep-alive pool to one server process. `after` is awaited after each answer. */
export function createHttp(
  issuer: string,
  port: number,
  options: { connections: number; after: (step: string) => Promise<void> | undefined },
): Http {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: options.connections, pipelining: 1 });
  const host = new URL(issuer).host;
  return {
    async send({ step, method, path, headers, form, expect }) {
      const answer = await pool.request({
        method,
        path,
        headers: {
          host,
          accept: method === 'GET' ? 'text/html' : '*/*',
          ...headers,
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form === undefined ? {} : { body: form.toString() }),
      });
      const text = await answer.body.text();
      const wait = options.after(step);
      if (wait !== undefined) await wait;
      if (answer.statusCode !== expect)
        throw new Error(
          `${step}: ${answer.statusCode} instead of ${expect}: ${text.slice(0, 300)} ${String(answer.headers['location'] ?? '')}`,
        );
      const { location = '', 'set-cookie': cookies = [] } = answer.headers;
      const to = String(location);
      return {
        status: answer.statusCode,
        location: to.startsWith(issuer) ? to.slice(issuer.length) : to,
        text,
        cookies: typeof cookies === 'string' ? [cookies] : cookies,
      };
    },
    close: () => pool.close(),
  };
}
