import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Log } from '#shared/log';

export interface SmtpMessage {
  readonly recipients: readonly string[];
  readonly raw: Buffer;
}

export interface SmtpServer {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_BYTES = 1_048_576;
const MAX_LINE = 4096;

/**
 * A receive-only mail server (RFC 5321) on 127.0.0.1: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT; no relaying, no
 * TLS, no log-in. A message is acknowledged after `deliver` has resolved; when it rejects the sender is told to try
 * again (451).
 */
export async function startSmtpServer(options: {
  port: number;
  deliver: (message: SmtpMessage) => Promise<void>;
  log: Log;
}): Promise<SmtpServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', (error) => {
      options.log.debug({ err: error }, 'SMTP connection broke');
    });
    socket.setTimeout(60_000, () => socket.destroy());
    converse(socket, options.deliver).catch((error: unknown) => {
      options.log.debug({ err: error }, 'SMTP conversation ended');
      socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of open) socket.destroy();
      }),
  };
}

async function converse(socket: Socket, deliver: (message: SmtpMessage) => Promise<void>): Promise<void> {
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  let sender: string | null = null;
  let recipients: string[] = [];
  let content: Buffer[] | null = null;
  let size = 0;
  const reset = (): void => {
    sender = null;
    recipients = [];
    content = null;
    size = 0;
  };

  say('220 localhost sandbox outbox');
  for await (const line of linesOf(socket)) {
    if (content !== null) {
      if (line.equals(DOT)) {
        const raw = Buffer.concat(content);
        const message = { recipients, raw };
        const tooLarge = size > MAX_BYTES;
        reset();
        if (tooLarge) say('552 5.3.4 message too large');
        else
          await deliver(message).then(
            () => {
              say('250 2.0.0 kept');
            },
            () => {
              say('451 4.3.0 try again later');
            },
          );
        continue;
      }
      // A line that begins with a dot has had one added by the sender (RFC 5321 section 4.5.2).
      const text = line[0] === 0x2e ? line.subarray(1) : line;
      size += text.length + 2;
      if (size <= MAX_BYTES) content.push(text, CRLF);
      continue;
    }
    const command = line.toString('utf8');
    const verb = command.slice(0, 4).toUpperCase();
    const address = /^(?:MAIL FROM|RCPT TO):\s*<([^<>\s]*)>/i.exec(command)?.[1];
    if (verb === 'EHLO') {
      reset();
      socket.write(`250-localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE ${MAX_BYTES}\r\n`);
    } else if (verb === 'HELO' || verb === 'RSET') {
      reset();
      say('250 2.0.0 ok');
    } else if (verb === 'NOOP') say('250 2.0.0 ok');
    else if (verb === 'MAIL' && sender === null && address !== undefined) {
      if (Number(/\bSIZE=(\d+)/i.exec(command)?.[1] ?? 0) > MAX_BYTES) say('552 5.3.4 message too large');
      else {
        sender = address;
        say('250 2.1.0 ok');
      }
    } else if (verb === 'RCPT' && sender !== null && address !== undefined && recipients.length < 100) {
      if (/^[^@]+@[^@]+$/.test(address)) {
        recipients.push(address);
        say('250 2.1.5 ok');
      } else say('553 5.1.3 not a mailbox');
    } else if (verb === 'DATA' && recipients.length > 0) {
      content = [];
      say('354 end with a dot on a line of its own');
    } else if (verb === 'QUIT') {
      socket.end('221 2.0.0 bye\r\n');
      return;
    } else if (['MAIL', 'RCPT', 'DATA'].includes(verb)) say('503 5.5.1 not now');
    else say('502 5.5.2 unknown command');
  }
}

const DOT = Buffer.from('.');
const CRLF = Buffer.from('\r\n');

/** The lines of a connection without their line ends; one of more than 4096 bytes ends the conversation. */
async function* linesOf(socket: Socket): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(CRLF); end >= 0; end = rest.indexOf(CRLF, start)) {
      yield rest.subarray(start, end);
      start = end + 2;
    }
    rest = rest.subarray(start);
    if (rest.length > MAX_LINE) throw new Error('line too long');
  }
}
