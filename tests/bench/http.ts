import { openConnection, type Connection } from './connection.ts';

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

/** Keep-alive connections to one server process, as many as are used at once. `after` is awaited after each answer. */
export function createHttp(issuer: string, port: number, options: { after: (step: string) => Promise<void> | undefined }): Http {
  const { host } = new URL(issuer);
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  return {
    async send({ step, method, path, headers = {}, form, expect }) {
      let connection = idle.pop();
      while (connection?.alive() === false) connection = idle.pop();
      connection ??= openConnection(port);
      all.add(connection);
      let request = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
      for (const [name, value] of Object.entries({ accept: method === 'GET' ? 'text/html' : '*/*', ...headers }))
        request += `${name}: ${value}\r\n`;
      const body = form?.toString() ?? '';
      if (form !== undefined) request += `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n`;
      const answer = await connection.send(`${request}\r\n${body}`);
      idle.push(connection);
      const wait = options.after(step);
      if (wait !== undefined) await wait;
      const to = answer.headers.find(([name]) => name === 'location')?.[1] ?? '';
      if (answer.status !== expect) throw new Error(`${step}: ${answer.status} instead of ${expect}: ${answer.body.slice(0, 300)} ${to}`);
      return {
        status: answer.status,
        location: to.startsWith(issuer) ? to.slice(issuer.length) : to,
        text: answer.body,
        cookies: answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
      };
    },
    async close() {
      for (const connection of all) connection.close();
    },
  };
}
