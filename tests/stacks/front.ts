import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { freePort } from '../support/free-port.ts';

/** The provider's public address: hands everything on, and breaks the signature of ID tokens when it is told to. */
export interface Front {
  readonly origin: string;
  /** Where what comes is handed on to; known later than the address itself. */
  to(port: number): void;
  /** From now on, or no longer. */
  forge(broken: boolean): void;
  close(): void;
}

export async function createFront(): Promise<Front> {
  const port = await freePort();
  let behind = 0;
  let broken = false;
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const sent = request(
      { host: 'localhost', port: behind, method, path: url, headers: { ...headers, 'x-forwarded-for': '127.0.0.1' } },
      (given) => {
        const chunks: Buffer[] = [];
        given.on('data', (chunk: Buffer) => chunks.push(chunk));
        given.on('end', () => {
          const body = Buffer.concat(chunks);
          const forged = broken && url === '/token' ? Buffer.from(withoutSignature(body.toString())) : body;
          const kept = given.rawHeaders.filter((_each, at, all) => !/^(content-length|transfer-encoding)$/i.test(all[at - (at % 2)] ?? ''));
          answer.writeHead(given.statusCode ?? 502, [...kept, 'content-length', String(forged.length)]).end(forged);
        });
      },
    );
    sent.once('error', () => answer.writeHead(502).end());
    asked.pipe(sent);
  }).listen(port, 'localhost');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${String(port)}`,
    to: (found) => void (behind = found),
    forge: (wanted) => void (broken = wanted),
    close: () => void server.close(),
  };
}

/** The same answer, whose ID token is signed by nobody: its claims and its header stay. */
function withoutSignature(body: string): string {
  return body.replace(/("id_token":"[^".]+\.[^".]+\.)([^"]+)/, (_all, before: string, signature: string) => {
    const other = [...signature].map((sign) => (sign === 'A' ? 'B' : 'A'));
    return before + other.join('');
  });
}
