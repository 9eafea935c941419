import { createBank, type BankOptions } from '#sandbox/bank';
import type { Clock } from '#shared/clock';
import { sha256 } from '#shared/crypto';
import type { Db } from '#shared/db';
import type { Route } from '#shared/http';
import type { Log } from '#shared/log';
import { loadOptional } from '#shared/optional-package';
import { seedPeople } from './citizens.ts';
import { faultRoute } from './fault.ts';
import { homeRoute, type Places } from './home-page.ts';
import { keepMessage } from './outbox.ts';
import { outboxRoutes } from './outbox-page.ts';
import { matchRoute } from './register-match.ts';
import { registerRoutes } from './register-page.ts';
import { smsGatewayRoute } from './sms-gateway.ts';
import type { SmtpServer } from './smtp-server.ts';

export interface SandboxOptions {
  /** Acts as `mocua_sandbox`. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly places: Places;
  /** 0 takes any free port. */
  readonly smtpPort: number;
  /** Key that signs requests to the SMS gateway. */
  readonly smsKey: { readonly id: string; readonly secret: Buffer };
  /** Key that signs questions to the population register. */
  readonly registerKey: { readonly id: string; readonly secret: Buffer };
  /** The simulated bank's one merchant; without it there is no bank. */
  readonly bank?: Pick<BankOptions, 'vnpay' | 'vietqr'>;
}

export interface Sandbox {
  readonly routes: readonly Route[];
  /** Puts the fictitious people into the register, where they are not yet. */
  prepare(): Promise<void>;
  startSmtp(): Promise<SmtpServer>;
  /** The bank tells its merchant of payments until it is stopped. */
  startBank(): { stop(): Promise<void> };
}

/** The simulated outside world of a development system. Never started where the issuer is not on localhost. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { db, clock, log } = options;
  const bank = options.bank === undefined ? null : createBank({ db, clock, log, fetch, ...options.bank });
  return {
    routes: [
      homeRoute({ ...options.places, bank: bank !== null }),
      ...outboxRoutes(db),
      smsGatewayRoute({ db, clock, keys: [options.smsKey] }),
      ...registerRoutes(db),
      matchRoute({ db, clock, keys: [options.registerKey] }),
      faultRoute(db),
      ...(bank?.routes ?? []),
    ],
    prepare: () => db.transaction(seedPeople),
    startBank: () => bank?.start() ?? { stop: () => Promise.resolve() },
    async startSmtp() {
      const [{ startSmtpServer }, { parseMail }] = await loadOptional(
        () => Promise.all([import('./smtp-server.ts'), import('./mime.ts')]),
        'The sandbox receives mail with the optional packages smtp-server and mailparser, which are not installed: install with `npm ci` (without --omit=optional), or leave sandbox out of ROLES.',
      );
      return startSmtpServer({
        port: options.smtpPort,
        log,
        async deliver({ recipients, raw }) {
          const mail = await parseMail(raw);
          for (const to of recipients) {
            // A repeated delivery has the same Message-ID; without one the content itself is the key.
            const key = `${mail.messageId === '' ? sha256(raw.toString('latin1')).toString('hex') : mail.messageId} ${to}`;
            await keepMessage(db, { key, message: { channel: 'email', to, subject: mail.subject, text: mail.text }, clock });
          }
        },
      });
    },
  };
}
