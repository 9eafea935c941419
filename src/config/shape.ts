import { deepFrozen } from './frozen.ts';
import { activeRoles } from './rules.ts';
import type { Name, Values } from './settings.ts';

/** The checked values under the names the program uses, frozen. Addresses, secrets and numbers have their final types here. */
export function shape(values: { [N in Name]: NonNullable<Values[N]> }, localhost: boolean, startedByNpm: boolean) {
  // Outside localhost a role that is not deployed has no address, and nothing links to it.
  const optional = values as { [N in Name]: Values[N] };
  const warnings: string[] = [];
  if (values.IDENTITY_URL.protocol === 'https:' && values.TRUSTED_PROXIES === 0) {
    warnings.push(
      'TRUSTED_PROXIES is 0 although IDENTITY_URL is https: every visitor will seem to come from the TLS proxy, and limits per address count them together',
    );
  }
  return deepFrozen({
    /** True where the issuer's host is localhost: the sandbox and demo data are allowed. */
    localhost,
    basePort: values.BASE_PORT,
    host: values.HOST,
    urls: {
      identity: values.IDENTITY_URL,
      catalogue: optional.CATALOGUE_URL,
      dossier: optional.DOSSIER_URL,
      payment: optional.PAYMENT_URL,
      console: optional.CONSOLE_URL,
      sandbox: optional.SANDBOX_URL,
      ministryPortal: optional.MINISTRY_PORTAL_URL,
      provincePortal: optional.PROVINCE_PORTAL_URL,
    },
    roles: activeRoles(optional, localhost),
    workers: values.WORKERS,
    workerPort: optional.WORKER_PORT,
    dataDir: values.DATA_DIR,
    keysDir: values.KEYS_DIR,
    database: {
      url: optional.DATABASE_URL?.href,
      identityUrl: optional.IDENTITY_DATABASE_URL?.href,
      sandboxUrl: optional.SANDBOX_DATABASE_URL?.href,
      catalogueUrl: optional.CATALOGUE_DATABASE_URL?.href,
      dossierUrl: optional.DOSSIER_DATABASE_URL?.href,
      paymentUrl: optional.PAYMENT_DATABASE_URL?.href,
      pool: values.DATABASE_POOL,
    },
    trustedProxies: values.TRUSTED_PROXIES,
    logLevel: values.LOG_LEVEL,
    secrets: {
      keyEncryptionKeys: values.KEY_ENCRYPTION_KEYS,
      blindIndexKey: values.BLIND_INDEX_KEY,
      subjectPeppers: values.SUBJECT_PEPPERS,
      /** Newest first: the first signs, all verify. */
      cookieKeys: values.COOKIE_KEYS,
    },
    /** Private keys of our own relying parties, as P-256 scalars; undefined where the service does not run. */
    serviceKeys: { catalogue: optional.CATALOGUE_CLIENT_KEY, dossier: optional.DOSSIER_CLIENT_KEY, payment: optional.PAYMENT_CLIENT_KEY },
    payment: {
      webhookSecret: optional.PAYMENT_WEBHOOK_SECRET,
      vnpay: {
        url: optional.PAYMENT_VNPAY_URL?.href,
        apiUrl: optional.PAYMENT_VNPAY_API_URL?.href,
        tmnCode: optional.PAYMENT_VNPAY_TMN_CODE,
        secret: optional.PAYMENT_VNPAY_SECRET,
      },
      vietqr: { bin: optional.PAYMENT_VIETQR_BIN, account: optional.PAYMENT_VIETQR_ACCOUNT, secret: optional.PAYMENT_VIETQR_SECRET },
    },
    sms: { url: values.SMS_GATEWAY_URL, keyId: values.SMS_GATEWAY_KEY_ID, secret: values.SMS_GATEWAY_SECRET },
    mail: { smtpUrl: values.SMTP_URL.href, from: values.MAIL_FROM },
    allowedPrivateNetworks: values.ALLOWED_PRIVATE_NETWORKS,
    argon2: { memoryKib: values.ARGON2_MEMORY_KIB, iterations: values.ARGON2_ITERATIONS, parallelism: values.ARGON2_PARALLELISM },
    passwordPool: { size: values.PASSWORD_POOL_SIZE, queue: values.PASSWORD_POOL_QUEUE },
    /** All in seconds. */
    lifetimes: {
      sessionIdle: values.SESSION_IDLE_SECONDS,
      sessionMax: values.SESSION_MAX_SECONDS,
      sharedSessionIdle: values.SHARED_SESSION_IDLE_SECONDS,
      sharedSessionMax: values.SHARED_SESSION_MAX_SECONDS,
      interaction: values.INTERACTION_SECONDS,
      authorizationCode: values.AUTHORIZATION_CODE_SECONDS,
      accessToken: values.ACCESS_TOKEN_SECONDS,
      idToken: values.ID_TOKEN_SECONDS,
      refreshToken: values.REFRESH_TOKEN_SECONDS,
    },
    demoData: optional.DEMO_DATA ?? false,
    /** `npm start` runs this process (npm says so in the environment). */
    startedByNpm,
    warnings,
  });
}
