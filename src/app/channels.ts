import { systemClock } from '#shared/clock';
import { createMailer, createSmsGateway, type Channel } from '#shared/notify';
import type { Runtime } from './roles.ts';

/** Where SMS and e-mail go. */
export const channelsOf = (runtime: Runtime): Readonly<Record<'sms' | 'email', Channel>> =>
  runtime.once('channels', () => {
    const { config } = runtime;
    const mailer = createMailer({ url: config.mail.smtpUrl, from: config.mail.from });
    runtime.beforeEnd(() => Promise.resolve(mailer.close()));
    const sms = createSmsGateway({
      url: config.sms.url.href,
      keyId: config.sms.keyId,
      secret: Buffer.from(config.sms.secret),
      clock: systemClock,
      fetch,
    });
    return { sms, email: mailer.channel };
  });
