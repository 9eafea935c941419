import { z } from 'zod';
import { shape } from './shape.ts';
import { unknownNames } from './names.ts';
import { contradictions, offsets, urlNames, type Complaint, type Origin } from './rules.ts';
import { names, setting, settings, type Name, type Values } from './settings.ts';

/** Where values come from that are not in the environment itself. */
export interface Sources {
  /** The content of a `NAME_FILE`. */
  readonly file: (path: string) => string;
  /** Stands in for missing secrets on localhost; called only there. */
  readonly development: (keysDir: string) => Partial<Record<Name, string>>;
}

/** The configuration is unusable; `complaints` has everything that is wrong with it. */
export class ConfigError extends Error {
  readonly complaints: readonly Complaint[];
  constructor(complaints: readonly Complaint[]) {
    super(
      `The configuration has ${complaints.length === 1 ? 'one problem' : `${complaints.length} problems`}; see docs/configuration.md.\n${complaints.map(({ name, problem }) => `  ${name}: ${problem}`).join('\n')}`,
    );
    this.complaints = complaints;
  }
}

export type Config = ReturnType<typeof loadConfig>;

/**
 * Turns an environment into the configuration, frozen. Pure: everything outside is a parameter.
 * Throws a ConfigError with every missing, unknown, malformed and contradictory setting at once; values of secrets never appear in it.
 */
export function loadConfig(env: NodeJS.ProcessEnv, sources: Sources) {
  const complaints: Complaint[] = unknownNames(env).map((name) => ({ name, problem: 'is not a setting of this program' }));
  const raw = gather(env, sources, complaints);
  const basePort = raw.BASE_PORT ?? settings.BASE_PORT.default;
  const issuer = URL.parse(raw.IDENTITY_URL ?? 'http://localhost');
  const localhost = issuer?.hostname === 'localhost';
  // A file that cannot be read was reported already; the setting is not missing as well.
  const given = (name: Name): boolean => raw[name] !== undefined || complaints.some((each) => each.name === `${name}_FILE`);
  const all: Partial<Record<Name, string>> = localhost ? { ...sandboxDefaults(Number(basePort), raw, sources), ...raw } : raw;

  const values = {} as Record<Name, unknown>;
  for (const name of names) {
    const text = all[name] ?? setting(name).default;
    if (text === undefined) continue;
    const parsed = z.safeParse(setting(name).value, text);
    if (parsed.success) values[name] = parsed.data;
    else for (const message of new Set(parsed.error.issues.map((issue) => issue.message))) complaints.push({ name, problem: message });
  }
  complaints.push(...contradictions(values as Values, given, localhost));
  if (complaints.length > 0) throw new ConfigError(complaints);
  return shape(values as { [N in Name]: NonNullable<Values[N]> }, localhost, env['npm_lifecycle_event'] === 'start');
}

/** The given texts, from the variables themselves and from their files. An empty variable counts as not given. */
function gather(env: NodeJS.ProcessEnv, sources: Sources, complaints: Complaint[]): Partial<Record<Name, string>> {
  const raw: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const direct = env[name] === '' ? undefined : env[name];
    const path = setting(name).secret === true && env[`${name}_FILE`] !== '' ? env[`${name}_FILE`] : undefined;
    if (direct !== undefined && path !== undefined) complaints.push({ name, problem: `is given twice, also as ${name}_FILE` });
    if (direct !== undefined) raw[name] = direct;
    if (path === undefined) continue;
    try {
      raw[name] = sources.file(path).trim();
    } catch (error) {
      complaints.push({ name: `${name}_FILE`, problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
  return raw;
}

function sandboxDefaults(basePort: number, raw: Partial<Record<Name, string>>, sources: Sources): Partial<Record<Name, string>> {
  const local = (origin: Origin): string => `http://localhost:${basePort + offsets[origin]}`;
  const urls = Object.fromEntries((Object.keys(offsets) as Origin[]).map((origin) => [urlNames[origin], local(origin)]));
  const secretsMissing = names.some(
    (name) =>
      (setting(name).required === true || setting(name).requiredFor !== undefined) &&
      setting(name).secret === true &&
      name !== 'SMTP_URL' &&
      raw[name] === undefined,
  );
  return {
    ...urls,
    DEMO_DATA: 'true',
    SMS_GATEWAY_URL: `${raw.SANDBOX_URL ?? local('sandbox')}/gateway/sms`.replace('//gateway', '/gateway'),
    SMTP_URL: `smtp://127.0.0.1:${basePort + 8}`,
    PAYMENT_VNPAY_URL: `${raw.SANDBOX_URL ?? local('sandbox')}/bank/vnpay/paymentv2/vpcpay.html`,
    PAYMENT_VNPAY_API_URL: `${raw.SANDBOX_URL ?? local('sandbox')}/bank/vnpay/merchant_webapi/api/transaction`,
    PAYMENT_VNPAY_TMN_CODE: 'DEMO0001',
    PAYMENT_VIETQR_BIN: '970436',
    PAYMENT_VIETQR_ACCOUNT: '0123456789',
    MAIL_FROM: 'Một Cửa <khong-tra-loi@mot-cua.localhost>',
    ...(secretsMissing ? sources.development(raw.KEYS_DIR ?? settings.KEYS_DIR.default) : {}),
  };
}
