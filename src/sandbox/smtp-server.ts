import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { SMTPServer } from 'smtp-server';
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

/**
 * A receive-only mail server (RFC 5321) on 127.0.0.1: no relaying, no TLS, no log-in. A message is acknowledged after
 * `deliver` has resolved; when it rejects the sender is told to try again (451).
 */
export async function startSmtpServer(options: {
  port: number;
  deliver: (message: SmtpMessage) => Promise<void>;
  log: Log;
}): Promise<SmtpServer> {
  const receive = callbackify(async (stream: Readable, recipients: readonly string[]): Promise<string> => {
    const raw = await take(stream);
    if (raw === null) throw reply(552, 'message too large');
    await options.deliver({ recipients, raw }).catch(() => {
      throw reply(451, 'try again later');
    });
    return 'kept';
  });
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'sandbox outbox',
    size: MAX_BYTES,
    maxRecipients: 100,
    disabledCommands: ['AUTH', 'STARTTLS', 'VRFY'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      receive(stream, recipients, done);
    },
  });
  // A listener that never goes: an error of one connection nobody listens to would end the program.
  server.on('error', (error) => {
    options.log.debug({ err: error }, 'SMTP connection broke');
  });
  const listening = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    const socket = server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(socket.address() as AddressInfo);
    });
  });
  return {
    port: listening.port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** A whole message; null when it is too large, of which nothing more is kept. */
async function take(stream: Readable): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BYTES ? Buffer.concat(chunks) : null;
}
