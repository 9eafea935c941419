import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseMail } from '../../src/sandbox/mime.ts';
import { startSmtpServer } from '../../src/sandbox/smtp-server.ts';
import { systemClock } from '#shared/clock';
import { verifySignature, type SigningKey } from '#shared/fetch';
import { createLog } from '#shared/log';
import { selfSigned } from './self-signed.ts';
import { createSentCodes } from './sent-codes.ts';

/** One outer service of a public deployment, with the certificate a client has to trust. */
interface Secure {
  readonly port: number;
  readonly cert: string;
  close(): void;
}

/** A TLS proxy as an operator puts it in front: it ends TLS and appends the visitor's address to X-Forwarded-For. */
export async function startProxy(host: string, visitorAddress: string): Promise<Secure & { to(port: number): void }> {
  let target = 0;
  const { key, cert } = selfSigned(host);
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const said = incoming.headers['x-forwarded-for'];
    const headers = {
      ...incoming.headers,
      'x-forwarded-for': [...(said === undefined ? [] : [said]), visitorAddress].join(', '),
      'x-forwarded-proto': 'https',
    };
    const onward = httpRequest({ host: '127.0.0.1', port: target, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  return { ...(await opened(server, cert)), to: (port) => (target = port) };
}

/** An SMS gateway of somebody else: takes signed requests over TLS and remembers the messages. */
export async function startGateway(signing: SigningKey): Promise<Secure & { code(phone: string): Promise<string>; refused(): number }> {
  const messages: { to: string; text: string }[] = [];
  let refused = 0;
  const { key, cert } = selfSigned('localhost');
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', body };
      const outcome = verifySignature({
        keys: [signing],
        clock: systemClock,
        request,
        header: (name) => String(incoming.headers[name] ?? ''),
      });
      if ('fault' in outcome) refused += 1;
      else messages.push(JSON.parse(body) as { to: string; text: string });
      outgoing.writeHead('fault' in outcome ? 401 : 202).end();
    });
  });
  return {
    ...(await opened(server, cert)),
    refused: () => refused,
    code: createSentCodes(async (phone) =>
      messages
        .filter(({ to }) => to === phone)
        .map(({ text }) => text)
        .toReversed(),
    ),
  };
}

/** A mail server on localhost that keeps what it is given. */
export async function startMail(): Promise<{ readonly port: number; code(address: string): Promise<string>; close(): Promise<void> }> {
  const mails: { to: string; text: string }[] = [];
  const server = await startSmtpServer({
    port: 0,
    log: createLog({ level: 'silent' }),
    async deliver({ recipients, raw }) {
      const { text } = await parseMail(raw);
      for (const to of recipients) mails.push({ to, text });
    },
  });
  return {
    port: server.port,
    close: server.close,
    code: createSentCodes(async (address) =>
      mails
        .filter(({ to }) => to === address)
        .map(({ text }) => text)
        .toReversed(),
    ),
  };
}

async function opened(server: Server, cert: string): Promise<Secure> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cert,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
