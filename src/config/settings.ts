import { z } from 'zod';
import { address, interfaceAddress, key, list, network, origin, text, truth, versionedKeys, whole } from './values.ts';

/** One environment variable. */
interface Setting {
  /** One or two sentences for the person who has to choose a value. */
  readonly about: string;
  readonly value: z.ZodType<unknown, string>;
  /** As it would be written in the environment. */
  readonly default?: string;
  /** How the documentation names a default that depends on other settings. */
  readonly otherwise?: string;
  /** May be given as `NAME_FILE`, is never printed. */
  readonly secret?: true;
  /** Has no default outside localhost; on localhost it is generated or stands for the sandbox. */
  readonly required?: true;
  /** The same, but only where this role runs. */
  readonly requiredFor?: Role;
}

export const roles = ['identity', 'catalogue', 'dossier', 'payment', 'sandbox', 'portals', 'worker'] as const;
export type Role = (typeof roles)[number];
/** Development only: they show messages that were meant for one person, and play a bank. */
export const sandboxRoles: readonly Role[] = ['sandbox', 'portals'];

const url = (about: string, offset: number, name: string) => ({
  about,
  value: origin,
  otherwise: `on localhost \`http://localhost:${name}\` (\`BASE_PORT\` + ${offset})`,
});
const seconds = (about: string, standard: number, least: number, most = standard) => ({
  about: `${about} In seconds, ${least} to ${most}.`,
  value: whole(least, most),
  default: String(standard),
});

/** Every setting of the program, in the order of the documentation. */
export const settings = {
  BASE_PORT: { about: 'Role number n listens on this port + n.', value: whole(1, 65_000), default: '3000' },
  HOST: { about: 'The address of this machine the roles listen on.', value: interfaceAddress, default: '127.0.0.1' },
  IDENTITY_URL: url(
    'Public address of the identity provider: the issuer in every token. Agencies configure it, so it never changes.',
    0,
    '3000',
  ),
  CATALOGUE_URL: url('Public address of the catalogue of procedures.', 1, '3001'),
  DOSSIER_URL: url('Public address of the dossier service.', 2, '3002'),
  PAYMENT_URL: url('Public address of the payment service.', 3, '3003'),
  CONSOLE_URL: url('Public address of the console for administrators and agencies.', 4, '3004'),
  SANDBOX_URL: url('Address of the sandbox (localhost only).', 5, '3005'),
  MINISTRY_PORTAL_URL: url('Address of the sample ministry portal (localhost only).', 6, '3006'),
  PROVINCE_PORTAL_URL: url('Address of the sample province portal (localhost only).', 7, '3007'),
  ROLES: {
    about: `The roles this program runs, separated by commas: ${roles.join(', ')}. The sandbox and the sample portals run only where the host of IDENTITY_URL is localhost.`,
    value: list(z.enum(roles, { error: `must be a list of: ${roles.join(', ')}` })).refine(
      (some) => some.length > 0,
      'must name at least one role',
    ),
    otherwise: 'all that may run',
  },
  WORKERS: {
    about: 'Processes that share the ports of this machine. Background jobs run in one of them.',
    value: whole(1, 256),
    default: '1',
  },
  WORKER_PORT: {
    about: 'Port of HOST on which a process of the worker role answers /healthz, /readyz and /metrics; none of the ports of the roles.',
    value: whole(1, 65_535),
    otherwise: 'none: a worker listens on nothing',
  },
  DATA_DIR: { about: 'Where the embedded database keeps its files.', value: text, default: '.data' },
  KEYS_DIR: { about: 'Where the keys of development are generated on first start (localhost only).', value: text, default: 'keys' },
  DATABASE_URL: {
    about: 'PostgreSQL 15 or later, as a login that may create schemas and roles. Without it the program runs its own PostgreSQL.',
    value: address('postgres', 'postgresql'),
    otherwise: 'the embedded database',
    secret: true,
  },
  IDENTITY_DATABASE_URL: {
    about: 'A database of its own for the identity provider.',
    value: address('postgres', 'postgresql'),
    otherwise: '`DATABASE_URL`',
    secret: true,
  },
  CATALOGUE_DATABASE_URL: {
    about: 'A database of its own for the catalogue.',
    value: address('postgres', 'postgresql'),
    otherwise: '`DATABASE_URL`',
    secret: true,
  },
  DOSSIER_DATABASE_URL: {
    about: 'A database of its own for the dossier service.',
    value: address('postgres', 'postgresql'),
    otherwise: '`DATABASE_URL`',
    secret: true,
  },
  PAYMENT_DATABASE_URL: {
    about: 'A database of its own for the payment service.',
    value: address('postgres', 'postgresql'),
    otherwise: '`DATABASE_URL`',
    secret: true,
  },
  SANDBOX_DATABASE_URL: {
    about: 'A database of its own for the sandbox.',
    value: address('postgres', 'postgresql'),
    otherwise: '`DATABASE_URL`',
    secret: true,
  },
  DATABASE_POOL: { about: 'Database connections of each module in each process, at most.', value: whole(2, 1000), default: '20' },
  TRUSTED_PROXIES: {
    about:
      'Proxies in front of the program that set X-Forwarded-For. The address of the visitor is read that many hops away, and from nowhere else.',
    value: whole(0, 10),
    default: '0',
  },
  LOG_LEVEL: {
    about: 'The least serious log entry that is written.',
    value: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    }),
    default: 'info',
  },
  KEY_ENCRYPTION_KEYS: {
    about:
      'Keys that encrypt personal data and signing keys in the database: `version:base64` of 32 bytes, separated by commas. The highest version encrypts.',
    value: versionedKeys,
    secret: true,
    required: true,
  },
  BLIND_INDEX_KEY: {
    about:
      'Key under which citizen numbers, phones and e-mail addresses are found without being readable: 32 bytes in base64. It never changes.',
    value: key,
    secret: true,
    required: true,
  },
  SUBJECT_PEPPERS: {
    about:
      'Keys from which the pairwise subject identifiers are computed, written like `KEY_ENCRYPTION_KEYS`. The highest version serves new pairs.',
    value: versionedKeys,
    secret: true,
    required: true,
  },
  COOKIE_KEYS: {
    about: 'Keys that sign cookies and form tokens: 32 bytes in base64 each, separated by commas, newest first.',
    value: list(key).refine((some) => some.length > 0, 'must not be empty'),
    secret: true,
    required: true,
  },
  CATALOGUE_CLIENT_KEY: {
    about: 'The private key with which the catalogue authenticates at the identity provider: a P-256 scalar, 32 bytes in base64.',
    value: key,
    secret: true,
    requiredFor: 'catalogue',
  },
  DOSSIER_CLIENT_KEY: { about: 'The same for the dossier service.', value: key, secret: true, requiredFor: 'dossier' },
  PAYMENT_CLIENT_KEY: { about: 'The same for the payment service.', value: key, secret: true, requiredFor: 'payment' },
  PAYMENT_WEBHOOK_SECRET: {
    about: 'Signs what the payment service tells the dossier service; the same at both. At least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    secret: true,
    requiredFor: 'payment',
  },
  PAYMENT_VNPAY_URL: {
    about: 'Payment page of VNPAY.',
    value: address('https', 'http'),
    otherwise: 'on localhost the simulated bank',
    requiredFor: 'payment',
  },
  PAYMENT_VNPAY_API_URL: {
    about: 'Where VNPAY is asked about a transaction.',
    value: address('https', 'http'),
    otherwise: 'on localhost the simulated bank',
    requiredFor: 'payment',
  },
  PAYMENT_VNPAY_TMN_CODE: { about: 'Merchant code at VNPAY.', value: text, otherwise: 'on localhost `DEMO0001`', requiredFor: 'payment' },
  PAYMENT_VNPAY_SECRET: { about: 'Hash secret of VNPAY.', value: text, secret: true, requiredFor: 'payment' },
  PAYMENT_VIETQR_BIN: {
    about: 'Bank of the account that VietQR payments go to: six digits (NAPAS BIN).',
    value: z.string().regex(/^\d{6}$/, 'must have six digits'),
    otherwise: 'on localhost `970436`',
    requiredFor: 'payment',
  },
  PAYMENT_VIETQR_ACCOUNT: {
    about: 'Number of that account.',
    value: z.string().regex(/^[A-Z0-9]{4,19}$/, 'must be an account number'),
    otherwise: 'on localhost `0123456789`',
    requiredFor: 'payment',
  },
  PAYMENT_VIETQR_SECRET: {
    about: 'Signs the notifications of that bank. At least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    secret: true,
    requiredFor: 'payment',
  },
  SMS_GATEWAY_URL: {
    about: 'Where text messages are posted.',
    value: address('https', 'http'),
    otherwise: 'on localhost the sandbox',
    required: true,
  },
  SMS_GATEWAY_KEY_ID: { about: 'Name of the key that signs requests to the SMS gateway.', value: text, default: 'mot-cua' },
  SMS_GATEWAY_SECRET: {
    about: 'Key that signs requests to the SMS gateway, at least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    secret: true,
    required: true,
  },
  SMTP_URL: {
    about: 'Mail server, with user name and password if it wants them: `smtps://user:password@host`.',
    value: address('smtps', 'smtp'),
    otherwise: 'on localhost the sandbox (`BASE_PORT` + 8)',
    secret: true,
    required: true,
  },
  MAIL_FROM: {
    about: 'Sender of e-mail, an address or `Name <address>`.',
    value: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an e-mail address'),
    otherwise: 'on localhost `Một Cửa <khong-tra-loi@mot-cua.localhost>`',
    required: true,
  },
  ALLOWED_PRIVATE_NETWORKS: {
    about:
      'Networks of agencies that are reached although they are private, for example `10.20.0.0/16`. Every other private address is refused.',
    value: list(network),
    default: '',
  },
  ARGON2_MEMORY_KIB: { about: 'Memory of one password hash in KiB.', value: whole(19_456, 1_048_576), default: '19456' },
  ARGON2_ITERATIONS: { about: 'Passes of one password hash.', value: whole(2, 20), default: '2' },
  ARGON2_PARALLELISM: {
    about: 'Lanes of one password hash. More than one makes parallel sign-ins slower.',
    value: whole(1, 8),
    default: '1',
  },
  PASSWORD_POOL_SIZE: {
    about:
      'Password hashes computed at the same time in each process. They run in the threads of Node.js: 4, unless the environment sets `UV_THREADPOOL_SIZE`. More than 4 hashes need that variable, or more `WORKERS`.',
    value: whole(1, 64),
    default: '3',
  },
  PASSWORD_POOL_QUEUE: {
    about: 'Password hashes that may wait in each process; who comes after is told to try again.',
    value: whole(0, 10_000),
    default: '64',
  },
  SESSION_IDLE_SECONDS: seconds('A sign-in ends after this time without use.', 1800, 60),
  SESSION_MAX_SECONDS: seconds('A sign-in ends after this time, used or not.', 43_200, 300),
  SHARED_SESSION_IDLE_SECONDS: seconds('The same on a computer that the citizen called shared, without use.', 600, 60),
  SHARED_SESSION_MAX_SECONDS: seconds('The same on a computer that the citizen called shared, used or not.', 3600, 300),
  INTERACTION_SECONDS: seconds('Time to finish one sign-in or registration.', 900, 120),
  AUTHORIZATION_CODE_SECONDS: seconds('Life of an authorization code.', 60, 10),
  ACCESS_TOKEN_SECONDS: seconds('Life of an access token.', 300, 30, 900),
  ID_TOKEN_SECONDS: seconds('Life of an ID token.', 300, 30, 900),
  REFRESH_TOKEN_SECONDS: seconds('Life of a refresh token that outlives the session.', 1_209_600, 3600),
  DEMO_DATA: {
    about: 'Whether the sample accounts with their public passwords are created. Refused outside localhost.',
    value: truth,
    otherwise: '`true` on localhost, `false` elsewhere',
  },
} as const satisfies Record<string, Setting>;

export type Name = keyof typeof settings;
export const names = Object.keys(settings) as Name[];
export const setting = (name: Name): Setting => settings[name];

/** The schema of the whole configuration: what each variable becomes. */
export type Values = { readonly [N in Name]: z.output<(typeof settings)[N]['value']> | undefined };
