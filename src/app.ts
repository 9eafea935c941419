import type { Config } from '#config';
import { createCatalogue, createCatalogueOrigin } from '#catalogue';
import { createDossier, createDossierOrigin, seedScaleDossiers, type DossierService } from '#dossier';
import {
  createIdentityOrigin,
  createRuntime,
  createServices,
  identityTasks,
  registerServices,
  seedDemo,
  type IdentityOptions,
  type IdentityRuntime,
} from '#identity';
import { createPayment, createPaymentOrigin, createSuspenseDesk, type Payment, type PaymentOptions, type SuspenseDesk } from '#payment';
import { createRelyingParty, type RelyingParty } from '#relying-party';
import { clientIdOf, registrationOf, scopesOf, serviceNames, type ServiceName } from '#services';
import { createSandbox, createSandboxOrigin, startPortals, type SandboxOptions } from '#sandbox';
import { systemClock } from '#shared/clock';
import { createBlindIndex, createSealer, ecKeyOf, hmacSha256 } from '#shared/crypto';
import { createDb, createListener, type Db } from '#shared/db';
import { createGuardedFetch } from '#shared/fetch';
import { createJobs, startRunner, type JobSchema, type Recurring, type Task } from '#shared/jobs';
import type { Log } from '#shared/log';
import { createMailer, createNotifier, createSmsGateway, type Channel } from '#shared/notify';
import { runRoles, type App, type Databases, type Runtime, type Starters } from './process/roles.ts';

/** The composition root: what each role is made of, in the order they start. */
const starters: Starters = {
  async identity(runtime) {
    const identity = await identityOf(runtime);
    if (runtime.config.demoData) await seedDemo(identity);
    // On localhost our own services are registered by themselves; elsewhere an operator does it (`service register`).
    if (runtime.config.localhost) await registerServices(identity, serviceRegistrations(runtime.config), 'seed');
    await runtime.serve('identity', runtime.config.urls.identity, 0, createIdentityOrigin(identity).callback());
  },
  async catalogue(runtime) {
    const { config, log, metrics } = runtime;
    const { publicUrl, rp, db, cookieKey } = service(runtime, 'catalogue');
    const { dossier, payment } = config.urls;
    if (dossier === undefined || payment === undefined) throw new Error('the catalogue needs DOSSIER_URL and PAYMENT_URL for its links');
    const services = { identity: config.urls.identity, dossier, payment };
    const catalogue = createCatalogue({ db, clock: systemClock, log, publicUrl, rp, urls: { dossier, payment }, services, fetch });
    await catalogue.prepare();
    const origin = createCatalogueOrigin({
      catalogue,
      rp,
      db,
      publicUrl,
      cookieKey,
      trustedProxies: config.trustedProxies,
      urls: urlsByRole(config),
      sandbox: config.localhost,
      log,
      metrics,
    });
    await runtime.serve('catalogue', publicUrl, 1, origin.callback());
  },
  async dossier(runtime) {
    const { config, log, metrics } = runtime;
    const { publicUrl, rp, db, cookieKey } = service(runtime, 'dossier');
    const dossier = dossierOf(runtime);
    if (config.demoData) await dossier.seedDemo();
    const origin = createDossierOrigin({
      dossier,
      db,
      rp,
      publicUrl,
      cookieKey,
      trustedProxies: config.trustedProxies,
      urls: urlsByRole(config),
      sandbox: config.localhost,
      log,
      metrics,
    });
    await runtime.serve('dossier', publicUrl, 2, origin.callback());
  },
  async payment(runtime) {
    const { config } = runtime;
    const { publicUrl, cookieKey } = service(runtime, 'payment');
    const { payment, options } = paymentOf(runtime);
    const origin = createPaymentOrigin({
      payment,
      options,
      cookieKey,
      urls: urlsByRole(config),
      trustedProxies: config.trustedProxies,
      sandbox: config.localhost,
    });
    await runtime.serve('payment', publicUrl, 3, origin.callback());
  },
  async worker(runtime) {
    const { config, log, metrics, signal } = runtime;
    const identity = await identityOf(runtime);
    const run = async (
      db: Db,
      schema: JobSchema,
      work: { tasks: Readonly<Record<string, Task>>; recurring: readonly Recurring[] },
    ): Promise<void> => {
      const runner = await startRunner({ db, schema, concurrency: 8, ...work, log, metrics, signal });
      runtime.beforeEnd(() => runner.stopped);
    };
    await run(identity.db, 'identity_jobs', identityTasks(identity, channelsOf(runtime)));
    if (config.urls.dossier !== undefined && config.serviceKeys.dossier !== undefined)
      await run(runtime.open('dossier'), 'dossier_jobs', dossierOf(runtime));
    if (config.urls.payment !== undefined && config.serviceKeys.payment !== undefined)
      await run(runtime.open('payment'), 'payment_jobs', paymentOf(runtime).payment);
  },
  async sandbox(runtime) {
    const { config, log } = runtime;
    const key = { id: config.sms.keyId, secret: Buffer.from(config.sms.secret) };
    const { identity, ministryPortal, provincePortal } = localAddresses(config);
    const sandbox = createSandbox({
      db: runtime.open('sandbox'),
      clock: systemClock,
      log,
      places: { identity, ministryPortal, provincePortal },
      smtpPort: config.basePort + 8,
      smsKey: key,
      registerKey: key,
      ...bankOf(config),
    });
    await sandbox.prepare();
    const smtp = await sandbox.startSmtp();
    runtime.beforeEnd(() => smtp.close());
    const bank = sandbox.startBank();
    runtime.beforeEnd(() => bank.stop());
    const origin = createSandboxOrigin({
      sandbox,
      db: runtime.open('sandbox'),
      publicUrl: config.urls.sandbox as URL,
      cookieKey: config.secrets.cookieKeys[0] as Buffer,
      urls: urlsByRole(config),
      log,
      metrics: runtime.metrics,
    });
    await runtime.serve('sandbox', config.urls.sandbox, 5, origin.callback());
  },
  async portals(runtime) {
    const { config, log } = runtime;
    const identity = await identityOf(runtime);
    const portals = await startPortals({
      db: runtime.open('sandbox'),
      ...localAddresses(config),
      log,
      async register(registration) {
        const made = await identity.db.transaction((tx) => identity.clients.create(tx, registration, 'seed'));
        return { clientId: made.registration.client_id, clientSecret: made.clientSecret };
      },
    });
    await runtime.serve('sample ministry portal', config.urls.ministryPortal, 6, portals.ministry);
    await runtime.serve('sample province portal', config.urls.provincePortal, 7, portals.province);
  },
};

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

function localAddresses(config: Config): { identity: string; ministryPortal: string; provincePortal: string } {
  const { identity, ministryPortal, provincePortal } = config.urls;
  if (ministryPortal === undefined || provincePortal === undefined) throw new Error('the sample portals have no address');
  return { identity: identity.origin, ministryPortal: ministryPortal.origin, provincePortal: provincePortal.origin };
}

/** The addresses pages may link to: those of roles that exist here. */
function urlsByRole({ urls, localhost }: Config): Record<string, string> {
  const { identity, catalogue, dossier, payment, sandbox, ministryPortal, provincePortal } = urls;
  const present = localhost
    ? { identity, catalogue, dossier, payment, sandbox, ministryPortal, provincePortal }
    : { identity, catalogue, dossier, payment };
  return Object.fromEntries(Object.entries(present).flatMap(([role, url]) => (url === undefined ? [] : [[role, url.origin]])));
}

/** What the services are registered with at the identity provider. */
export const serviceRegistrations = (config: Config): ReturnType<typeof registrationOf>[] =>
  serviceNames.flatMap((name) => {
    const [url, key] = [config.urls[name], config.serviceKeys[name]];
    return url === undefined || key === undefined ? [] : [registrationOf(name, url, key)];
  });

/** What every service is made from: its address, its keys, its database, its dealings with the identity provider. */
const service = (runtime: Runtime, name: ServiceName): ReturnType<typeof makeService> =>
  runtime.once(`service ${name}`, () => makeService(runtime, name));

function makeService({ config, log, open }: Runtime, name: ServiceName) {
  const [publicUrl, key] = [config.urls[name], config.serviceKeys[name]];
  if (publicUrl === undefined || key === undefined) throw new Error(`the ${name} service has no address or no key`);
  const db = open(name);
  const sealer = createSealer(new Map(config.secrets.keyEncryptionKeys));
  const cookieKey = hmacSha256(config.secrets.cookieKeys[0] as Buffer, `${name}-cookies`);
  const rp: RelyingParty = createRelyingParty({
    name,
    db,
    clock: systemClock,
    log,
    sealer,
    cookieKey,
    issuer: config.urls.identity.origin,
    clientId: clientIdOf(name, publicUrl),
    baseUrl: publicUrl,
    keys: { client: ecKeyOf(key).privateJwk, dpop: ecKeyOf(hmacSha256(key, 'dpop')).privateJwk },
    scopes: scopesOf(name),
  });
  const blindIndex = blindIndexOf(config, name);
  return { publicUrl, db, sealer, blindIndex, cookieKey, rp };
}

const blindIndexOf = (config: Config, name: ServiceName) => createBlindIndex(hmacSha256(config.secrets.blindIndexKey, name));

function dossierService(runtime: Runtime): DossierService {
  const { config, log } = runtime;
  const { publicUrl, db, sealer, blindIndex, rp } = service(runtime, 'dossier');
  const { catalogue, payment } = config.urls;
  if (catalogue === undefined || payment === undefined) throw new Error('the dossier service needs CATALOGUE_URL and PAYMENT_URL');
  const jobs = createJobs({ schema: 'dossier_jobs' });
  return createDossier({
    db,
    clock: systemClock,
    log,
    sealer,
    blindIndex,
    jobs,
    notifier: createNotifier({ schema: 'dossier', jobs, sealer, blindIndex, clock: systemClock }),
    rp,
    urls: { dossier: publicUrl.origin, catalogue: catalogue.origin, payment: payment.origin },
    fetch,
    webhookKeys: [webhookKey(config)],
    defaultAgency: 'H26',
    channels: channelsOf(runtime),
  });
}

/** For `seed scale`: makes dossiers 0 to `dossiers` in the database at `connectionString` with the keys of this configuration. */
export async function seedDossiers(
  config: Config,
  connectionString: string,
  input: { dossiers: number; progress: (done: number) => void },
): Promise<number> {
  const db = createDb({
    connectionString,
    role: 'mocua_dossier',
    searchPath: 'dossier',
    max: 2,
    applicationName: 'mocua cli',
    onIdleError: () => undefined,
  });
  try {
    const sealer = createSealer(new Map(config.secrets.keyEncryptionKeys));
    return await seedScaleDossiers({ db, clock: systemClock, sealer, blindIndex: blindIndexOf(config, 'dossier') }, { from: 0, ...input });
  } finally {
    await db.close();
  }
}

function paymentService(runtime: Runtime): { payment: Payment; options: PaymentOptions } {
  const { config, log, metrics } = runtime;
  const { publicUrl, db, sealer, blindIndex, rp } = service(runtime, 'payment');
  const { vnpay, vietqr } = config.payment;
  const needed = { ...vnpay, ...vietqr, secretVnpay: vnpay.secret, secretVietqr: vietqr.secret };
  for (const [name, value] of Object.entries(needed)) if (value === undefined) throw new Error(`the payment service has no ${name}`);
  const options: PaymentOptions = {
    db,
    clock: systemClock,
    log,
    metrics,
    sealer,
    blindIndex,
    jobs: createJobs({ schema: 'payment_jobs' }),
    rp,
    baseUrl: publicUrl,
    // Printed on receipts, so it hangs on the one secret that never changes.
    linkKey: hmacSha256(config.secrets.blindIndexKey, 'payment-links'),
    webhookKey: webhookKey(config),
    webhookFetch: createGuardedFetch({ allowLoopback: config.localhost, allowedNetworks: config.allowedPrivateNetworks }),
    gatewayFetch: fetch,
    vnpay: {
      tmnCode: String(vnpay.tmnCode),
      secret: String(vnpay.secret),
      payUrl: new URL(String(vnpay.url)),
      apiUrl: new URL(String(vnpay.apiUrl)),
    },
    vietqr: {
      bin: String(vietqr.bin),
      account: String(vietqr.account),
      accountName: 'MOT CUA',
      keys: [{ id: 'bank', secret: Buffer.from(String(vietqr.secret)) }],
    },
    collector: { series: 'MC', name: 'Một Cửa', taxCode: '0000000017' },
    allowLoopback: config.localhost,
    lookupsPerMinute: 600,
  };
  return { payment: createPayment(options), options };
}

/** For `payment suspense`: money that paid nothing, with the keys of this configuration. */
export const suspenseDesk = (config: Config, db: Db): SuspenseDesk =>
  createSuspenseDesk({
    db,
    clock: systemClock,
    sealer: createSealer(new Map(config.secrets.keyEncryptionKeys)),
    jobs: createJobs({ schema: 'payment_jobs' }),
  });

const webhookKey = ({ payment }: Config): { id: string; secret: Buffer } => ({
  id: 'payment',
  secret: Buffer.from(payment.webhookSecret ?? ''),
});

/** The part of the configuration that concerns identity, in its own words. */
export function identityOptions(config: Config): IdentityOptions {
  const { lifetimes } = config;
  return {
    issuer: config.urls.identity,
    localhost: config.localhost,
    trustedProxies: config.trustedProxies,
    urls: urlsByRole(config),
    keyEncryptionKeys: new Map(config.secrets.keyEncryptionKeys),
    blindIndexKey: config.secrets.blindIndexKey,
    subjectPeppers: new Map(config.secrets.subjectPeppers),
    cookieKeys: config.secrets.cookieKeys,
    argon2: { memoryCost: config.argon2.memoryKib, timeCost: config.argon2.iterations, parallelism: config.argon2.parallelism },
    passwordPool: config.passwordPool,
    lifetimes: {
      code: lifetimes.authorizationCode,
      accessToken: lifetimes.accessToken,
      idToken: lifetimes.idToken,
      interaction: lifetimes.interaction,
      offlineRefreshToken: lifetimes.refreshToken,
      sessionIdle: lifetimes.sessionIdle,
      sessionMaximum: lifetimes.sessionMax,
      sharedIdle: lifetimes.sharedSessionIdle,
      sharedMaximum: lifetimes.sharedSessionMax,
    },
    allowedPrivateNetworks: config.allowedPrivateNetworks,
  };
}

/** Where the modules' data is. `primary` is `DATABASE_URL` or the embedded database. */
export function databases({ database }: Config, primary: string): Databases {
  return {
    identity: database.identityUrl ?? primary,
    catalogue: database.catalogueUrl ?? primary,
    dossier: database.dossierUrl ?? primary,
    payment: database.paymentUrl ?? primary,
    sandbox: database.sandboxUrl ?? primary,
  };
}

/** Starts the configured roles in this process. */
export const startRoles = (options: { config: Config; log: Log; databases: Databases }): Promise<App> => runRoles({ ...options, starters });

const identityOf = (runtime: Runtime): Promise<IdentityRuntime> => runtime.once('identity', () => startIdentity(runtime));
const dossierOf = (runtime: Runtime): DossierService => runtime.once('dossier', () => dossierService(runtime));
const paymentOf = (runtime: Runtime): ReturnType<typeof paymentService> => runtime.once('payment', () => paymentService(runtime));

/** Where SMS and e-mail go. */
const channelsOf = (runtime: Runtime): Readonly<Record<'sms' | 'email', Channel>> =>
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

/** Identity with its listener: keys and clients changed by any process are known here at once. */
async function startIdentity({ config, log, metrics, open, signal, beforeEnd }: Runtime): Promise<IdentityRuntime> {
  const db = open('identity');
  const listener = createListener({ db, log, signal });
  const services = createServices({ db, clock: systemClock, log, metrics, options: identityOptions(config), listener });
  const runtime = await createRuntime(services, listener);
  await listener.start();
  beforeEnd(() => {
    runtime.live.stop();
    return Promise.resolve();
  });
  return runtime;
}
