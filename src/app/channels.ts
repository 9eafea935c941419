import type { Config } from '#config';
import { systemClock } from '#shared/clock';
import { createMailer, createSmsGateway, type Channel } from '#shared/notify';

/** Where SMS and e-mail go. */
export function channelsOf(
  { mail, sms }: Config,
  beforeEnd: (finish: () => Promise<void>) => void,
): Readonly<Record<'sms' | 'email', Channel>> {
  const mailer = createMailer({ url: mail.smtpUrl, from: mail.from });
  beforeEnd(() => Promise.resolve(mailer.close()));
  const gateway = createSmsGateway({ url: sms.url.href, keyId: sms.keyId, secret: Buffer.from(sms.secret), clock: systemClock, fetch });
  return { sms: gateway, email: mailer.channel };
}
