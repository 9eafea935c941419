import { createTransport } from 'nodemailer';
import { PermanentFailure, type Channel } from './notify.ts';

export interface MailerOptions {
  /** `smtps://user:password@host:465` or `smtp://…:587`. Without `s` STARTTLS is required, except on loopback. */
  readonly url: string;
  /** Address, with or without a name: `Một Cửa <khong-tra-loi@example.gov.vn>`. */
  readonly from: string;
}

/**
 * Sends plain-text e-mail by SMTP. SMTP has no idempotency key; the Message-ID is made of the message id, so that a
 * mail store recognises a repetition. A final refusal by the server (5xx to the recipient or the content) is permanent.
 */
export function createMailer(options: MailerOptions): { readonly channel: Channel; close(): void } {
  const url = new URL(options.url);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') throw new Error(`${url.protocol} is not an SMTP address`);
  const secure = url.protocol === 'smtps:';
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !loopback,
    ignoreTLS: loopback && !secure,
    pool: true,
    // More than one process has messages under way: none waits inside the library, where it could not be told from one that hangs.
    maxConnections: 32,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  });
  const domain = /@([^\s>]+)>?\s*$/.exec(options.from)?.[1] ?? url.hostname;
  return {
    async channel({ id, to, subject, text }) {
      try {
        await transport.sendMail({
          from: options.from,
          // As an object the address is never parsed, so it cannot become two.
          to: { name: '', address: to },
          subject: subject ?? '',
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        if (isFinal(error))
          throw new PermanentFailure(`the mail server refused the message: ${(error as Error).message}`, { cause: error });
        throw error;
      }
    },
    close: () => {
      transport.close();
    },
  };
}

function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const reply = 'responseCode' in error ? Number(error.responseCode) : 0;
  return (error.code === 'EENVELOPE' && reply === 0) || ((error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && reply >= 500);
}
