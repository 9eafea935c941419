import type { Config } from '#config';
import { createSandbox, createSandboxOrigin, startPortals, type SandboxOptions } from '#sandbox';
import { systemClock } from '#shared/clock';
import { portalAddresses, urlsByRole } from './addresses.ts';
import { identityOf } from './identity.ts';
import type { Runtime } from './roles.ts';

/** What a development machine has in place of the world: everybody's messages, a population register and a bank. */
export const sandboxOf = (runtime: Runtime) => runtime.once('sandbox', () => makeSandbox(runtime));

function makeSandbox({ config, log, open }: Runtime) {
  const key = { id: config.sms.keyId, secret: Buffer.from(config.sms.secret) };
  return createSandbox({
    db: open('sandbox'),
    clock: systemClock,
    log,
    places: portalAddresses(config),
    smtpPort: config.basePort + 8,
    smsKey: key,
    registerKey: key,
    ...bankOf(config),
  });
}

export const sandboxOrigin = (runtime: Runtime) =>
  createSandboxOrigin({
    sandbox: sandboxOf(runtime),
    db: runtime.open('sandbox'),
    publicUrl: runtime.config.urls.sandbox as URL,
    cookieKey: runtime.config.secrets.cookieKeys[0] as Buffer,
    urls: urlsByRole(runtime.config),
    log: runtime.log,
    metrics: runtime.metrics,
  });

/** The simulated bank serves the payment service, where there is one. */
function bankOf({ payment: { vnpay, vietqr }, urls }: Config): Pick<SandboxOptions, 'bank'> {
  const { tmnCode, secret } = vnpay;
  const { bin, account } = vietqr;
  if (
    urls.payment === undefined ||
    tmnCode === undefined ||
    secret === undefined ||
    bin === undefined ||
    account === undefined ||
    vietqr.secret === undefined
  )
    return {};
  return {
    bank: {
      vnpay: { tmnCode, secret, ipnUrl: new URL('/gateways/vnpay/ipn', urls.payment) },
      vietqr: {
        bin,
        account,
        key: { id: 'bank', secret: Buffer.from(vietqr.secret) },
        notifyUrl: new URL('/gateways/vietqr/notification', urls.payment),
      },
    },
  };
}

/** The sample portals, which hand their registrations in as an agency does. */
export async function portalsOf(runtime: Runtime): ReturnType<typeof startPortals> {
  const { config, log } = runtime;
  const identity = await identityOf(runtime);
  return startPortals({
    db: runtime.open('sandbox'),
    ...portalAddresses(config),
    log,
    async register(registration) {
      const made = await identity.db.transaction((tx) => identity.clients.create(tx, registration, 'seed'));
      return { clientId: made.registration.client_id, clientSecret: made.clientSecret };
    },
  });
}
