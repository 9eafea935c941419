import type { coreSettings } from './core-settings.ts';
import { deepFrozen } from './frozen.ts';
import { activeRoles, type Loose } from './rules.ts';
import { variable, type Configured, type Settings, type ValuesOf } from './setting.ts';

type Core = ValuesOf<typeof coreSettings>;
export type Config = ReturnType<typeof shape>;

interface Surroundings {
  readonly modules: readonly Configured[];
  readonly localhost: boolean;
  readonly startedByNpm: boolean;
}

/** The checked values under the names the program uses, frozen. Addresses, secrets and numbers have their final types here. */
export function shape(values: Loose, { modules, localhost, startedByNpm }: Surroundings) {
  const core = values as Core;
  const identity = values['IDENTITY_URL'] as URL;
  const byModule = <T>(suffix: string): Readonly<Partial<Record<string, T>>> =>
    Object.fromEntries(
      modules.flatMap(({ name }) => {
        const value = values[`${variable(name)}_${suffix}`] as T | undefined;
        return value === undefined ? [] : [[name, value]];
      }),
    );
  // Outside localhost a role that is not deployed has no address, and nothing links to it.
  const urls = modules
    .flatMap(({ origins }) => origins)
    .flatMap(({ name }) => {
      const url = values[`${variable(name)}_URL`] as URL | undefined;
      return url === undefined ? [] : [[name, url] as const];
    });
  const own = new Map(
    modules.map(({ name, settings }) => [
      name,
      Object.freeze(Object.fromEntries(Object.keys(settings).map((setting) => [setting, values[setting]]))),
    ]),
  );
  return deepFrozen({
    /** True where the issuer's host is localhost: the sandbox and demo data are allowed. */
    localhost,
    basePort: core.BASE_PORT,
    host: core.HOST,
    /** Public addresses by the origin's name; the issuer's is always there. */
    urls: { ...Object.fromEntries(urls), identity } as Readonly<Partial<Record<string, URL>>> & { readonly identity: URL },
    roles: activeRoles(modules, values, localhost),
    workers: core.WORKERS,
    workerPort: core.WORKER_PORT,
    dataDir: core.DATA_DIR,
    keysDir: core.KEYS_DIR,
    database: { url: core.DATABASE_URL?.href, own: byModule<URL>('DATABASE_URL'), pool: core.DATABASE_POOL },
    /** Of each job runner. */
    lanes: {
      slots: core.JOBS_SLOTS,
      laneSlots: core.JOBS_LANE_SLOTS,
      retrySlots: core.JOBS_RETRY_SLOTS,
      firstMs: core.JOBS_FIRST_TRY_SECONDS * 1000,
      retryMs: core.JOBS_RETRY_SECONDS * 1000,
      failures: core.JOBS_BREAKER_FAILURES,
      pauseMs: Math.round(core.JOBS_BREAKER_SECONDS * (1000 / 12)),
      longestPauseMs: core.JOBS_BREAKER_SECONDS * 1000,
    },
    trustedProxies: core.TRUSTED_PROXIES,
    traces: { endpoint: core.OTEL_EXPORTER_OTLP_ENDPOINT, share: core.OTEL_TRACES_SAMPLER_ARG },
    logLevel: core.LOG_LEVEL,
    secrets: {
      keyEncryptionKeys: core.KEY_ENCRYPTION_KEYS,
      blindIndexKey: core.BLIND_INDEX_KEY,
      /** Newest first: the first signs, all verify. */
      cookieKeys: core.COOKIE_KEYS,
    },
    /** Private keys of our own relying parties, as P-256 scalars. */
    clientKeys: byModule<Buffer>('CLIENT_KEY'),
    /** Where the payment service or the dossier service runs. */
    paymentWebhookSecret: core.PAYMENT_WEBHOOK_SECRET,
    sms: { url: core.SMS_GATEWAY_URL, keyId: core.SMS_GATEWAY_KEY_ID, secret: core.SMS_GATEWAY_SECRET },
    mail: { smtpUrl: core.SMTP_URL.href, from: core.MAIL_FROM },
    allowedPrivateNetworks: core.ALLOWED_PRIVATE_NETWORKS,
    messageCountries: core.MESSAGE_COUNTRIES,
    limitsOnTrial: core.LIMITS_TRACK_ONLY,
    demoData: core.DEMO_DATA ?? false,
    /** A module's own settings by their names. Those it requires are there where it runs. */
    settingsOf: <S extends Settings>({ name }: { readonly name: string; readonly settings: S }) => own.get(name) as ValuesOf<S>,
    /** `npm start` runs this process (npm says so in the environment). */
    startedByNpm,
    drainSeconds: core.DRAIN_SECONDS,
    warnings:
      identity.protocol === 'https:' && core.TRUSTED_PROXIES === 0
        ? [
            'TRUSTED_PROXIES is 0 although IDENTITY_URL is https: every visitor will seem to come from the TLS proxy, and limits per address count them together',
          ]
        : [],
  });
}
