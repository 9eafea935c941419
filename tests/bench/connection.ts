import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface Received {
  readonly status: number;
  /** By lower-case name; several of one name are several entries. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/**
 * One keep-alive connection that sends whole requests and reads whole answers, one at a time. The load generator shares the machine
 * with what it measures, so it does no more than HTTP/1.1 (RFC 9112) needs between two programs that know each other.
 */
export interface Connection {
  send(request: string): Promise<Received>;
  /** False once either side has closed it; a server closes what has been idle for a while. */
  alive(): boolean;
  close(): void;
}

export function openConnection(port: number): Connection {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve(answer: Received): void; reject(error: Error): void } | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = parse(received);
    if (answer === null) return;
    received = Buffer.alloc(0);
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(answer);
  });
  socket.on('error', fail);
  socket.on('close', () => {
    fail(new Error('the server closed the connection'));
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    alive: () => !socket.destroyed,
    close: () => socket.destroy(),
  };
}

/** The whole answer, or null while a part is missing. */
function parse(bytes: Buffer): Received | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const body = bodyOf(bytes.subarray(end + 4), headers);
  return body === null ? null : { status: Number(statusLine.slice(9, 12)), headers, body };
}

function bodyOf(bytes: Buffer, headers: Received['headers']): string | null {
  const value = (name: string): string | undefined => headers.find(([each]) => each === name)?.[1];
  if (value('transfer-encoding') === 'chunked') return unchunked(bytes);
  const length = Number(value('content-length') ?? 0);
  return bytes.length < length ? null : bytes.toString('utf8', 0, length);
}

function unchunked(bytes: Buffer): string | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (bytes.length < line + 2 + size + 2) return null;
    if (size === 0) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
