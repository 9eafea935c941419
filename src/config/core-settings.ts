import { z } from 'zod';
import type { Settings } from './setting.ts';
import { address, interfaceAddress, key, list, network, text, truth, versionedKeys, whole } from './values.ts';

/** Beginnings of the names of the settings below. */
export const coreFamilies = [
  'DATABASE_', 'TRUSTED_PROX', 'KEY_ENCRYPTION_', 'BLIND_INDEX_', 'COOKIE_', 'SMS_', 'SMTP_', 'MAIL_', 'ALLOWED_PRIVATE_', 'MESSAGE_', 'LIMITS_', 'WORKER_', 'JOBS_', 'DRAIN_', 'DEMO_', 'MOT_CUA_',
]; // prettier-ignore

/** The settings that are nobody's own, in the order of the documentation. `ROLES` is made from the modules. */
export const coreSettings = {
  BASE_PORT: { about: 'Role number n listens on this port + n.', value: whole(1, 65_000), default: '3000' },
  HOST: { about: 'The address of this machine the roles listen on.', value: interfaceAddress, default: '127.0.0.1' },
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
  JOBS_SLOTS: {
    about: 'Notices, webhooks and messages one worker process has under way at once in each queue, first tries of all lanes together.',
    value: whole(8, 500),
    default: '32',
  },
  JOBS_LANE_SLOTS: {
    about:
      'Of those, for one portal, webhook, service or gateway; a vendor of messages (SMS, e-mail) has three times as many. One lane never has more than three eighths of JOBS_SLOTS.',
    value: whole(1, 100),
    default: '4',
  },
  JOBS_RETRY_SLOTS: {
    about: 'Further tries one worker process has under way at once in each queue; one lane has a quarter of them.',
    value: whole(4, 200),
    default: '8',
  },
  JOBS_FIRST_TRY_SECONDS: {
    about: 'How long a first try waits for the other side before it goes on as a retry.',
    value: whole(1, 10),
    default: '3',
  },
  JOBS_RETRY_SECONDS: { about: 'How long a retry waits for the other side.', value: whole(1, 60), default: '10' },
  JOBS_BREAKER_FAILURES: {
    about: 'After so many failures in a row, in all processes together, nothing more is sent by that lane for a while: its breaker opens.',
    value: whole(2, 100),
    default: '3',
  },
  JOBS_BREAKER_SECONDS: {
    about: 'How often at least a lane with an open breaker is tried with one job; it begins with a twelfth of that and doubles.',
    value: whole(12, 3600),
    default: '60',
  },
  DRAIN_SECONDS: {
    about:
      'How long a process that got SIGTERM says "not ready" and still serves everything before it stops listening: longer than the balancer takes to notice. Ctrl-C stops at once.',
    value: whole(0, 300),
    default: '5',
  },
  DATA_DIR: { about: 'Where the embedded database keeps its files.', value: text, default: '.data' },
  KEYS_DIR: { about: 'Where the keys of development are generated on first start (localhost only).', value: text, default: 'keys' },
  DATABASE_URL: {
    about: 'PostgreSQL 15 or later, as a login that may create schemas and roles. Without it the program runs its own PostgreSQL.',
    value: address('postgres', 'postgresql'),
    otherwise: 'the embedded database',
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
    localhost: ({ secret }) => `1:${secret()}`,
    secret: true,
    required: true,
  },
  BLIND_INDEX_KEY: {
    about:
      'Key under which citizen numbers, phones and e-mail addresses are found without being readable: 32 bytes in base64. It never changes.',
    value: key,
    localhost: ({ secret }) => secret(),
    secret: true,
    required: true,
  },
  COOKIE_KEYS: {
    about: 'Keys that sign cookies and form tokens: 32 bytes in base64 each, separated by commas, newest first.',
    value: list(key).refine((some) => some.length > 0, 'must not be empty'),
    localhost: ({ secret }) => secret(),
    secret: true,
    required: true,
  },
  PAYMENT_WEBHOOK_SECRET: {
    about: 'Signs what the payment service tells the dossier service; the same at both. At least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    localhost: ({ secret }) => secret(),
    secret: true,
    requiredFor: ['payment', 'dossier'],
  },
  SMS_GATEWAY_URL: {
    about: 'Where text messages are posted.',
    value: address('https', 'http'),
    localhost: ({ origin }) => `${origin('sandbox')}/gateway/sms`,
    otherwise: 'on localhost the sandbox',
    required: true,
  },
  SMS_GATEWAY_KEY_ID: { about: 'Name of the key that signs requests to the SMS gateway.', value: text, default: 'mot-cua' },
  SMS_GATEWAY_SECRET: {
    about: 'Key that signs requests to the SMS gateway, at least 32 characters.',
    value: z.string().min(32, 'must have at least 32 characters'),
    localhost: ({ secret }) => secret(),
    secret: true,
    required: true,
  },
  SMTP_URL: {
    about: 'Mail server, with user name and password if it wants them: `smtps://user:password@host`.',
    value: address('smtps', 'smtp'),
    localhost: ({ basePort }) => `smtp://127.0.0.1:${basePort + 8}`,
    otherwise: 'on localhost the sandbox (`BASE_PORT` + 8)',
    secret: true,
    required: true,
  },
  MAIL_FROM: {
    about: 'Sender of e-mail, an address or `Name <address>`.',
    value: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an e-mail address'),
    localhost: () => 'Một Cửa <khong-tra-loi@mot-cua.localhost>',
    otherwise: 'on localhost `Một Cửa <khong-tra-loi@mot-cua.localhost>`',
    required: true,
  },
  ALLOWED_PRIVATE_NETWORKS: {
    about:
      'Networks of agencies that are reached although they are private, for example `10.20.0.0/16`. Every other private address is refused.',
    value: list(network),
    default: '',
  },
  MESSAGE_COUNTRIES: {
    about:
      'Countries whose mobile numbers are sent text messages, by calling code, for example `84,82`. Satellite and premium numbers are refused everywhere. Each country more is a price that strangers can run up.',
    value: list(z.string().regex(/^[1-9]\d{0,2}$/, 'must be calling codes such as 84')).refine(
      (some) => some.length > 0,
      'must not be empty',
    ),
    default: '84',
  },
  LIMITS_TRACK_ONLY: {
    about:
      'Limits on trial, by their names (docs/limits.md), for example `password-address`: they count and are told of as `limit.<name>.tracked` in the metrics, and refuse nobody. Only for the time it takes to choose a number.',
    value: list(z.string().regex(/^[a-z]+(?:-[a-z]+)*$/, 'must be names of limits')),
    default: '',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    about:
      'Where traces are sent (OpenTelemetry, OTLP over HTTP with JSON), for example `http://collector:4318`. They hold no personal data. The variables of OpenTelemetry for its headers and certificates are heeded too.',
    value: address('https', 'http'),
    otherwise: 'none: there are no traces',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    about: 'Share of the traces beginning here that are recorded, 0 to 1. Whoever sends a traceparent decides nothing about it.',
    value: z
      .string()
      .regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/, 'must be a number from 0 to 1')
      .transform(Number),
    default: '0.1',
  },
  DEMO_DATA: {
    about: 'Whether the sample accounts with their public passwords are created. Refused outside localhost.',
    value: truth,
    localhost: () => 'true',
    otherwise: '`true` on localhost, `false` elsewhere',
  },
} as const satisfies Settings;
