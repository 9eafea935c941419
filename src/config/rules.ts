import { names, roles, sandboxRoles, setting, type Name, type Role, type Values } from './settings.ts';

/** One thing that is wrong with the configuration. */
export interface Complaint {
  readonly name: string;
  readonly problem: string;
}

export const offsets = {
  identity: 0,
  catalogue: 1,
  dossier: 2,
  payment: 3,
  console: 4,
  sandbox: 5,
  ministryPortal: 6,
  provincePortal: 7,
} as const;
export type Origin = keyof typeof offsets;
export const urlNames: Readonly<Record<Origin, Name & `${string}_URL`>> = {
  identity: 'IDENTITY_URL',
  catalogue: 'CATALOGUE_URL',
  dossier: 'DOSSIER_URL',
  payment: 'PAYMENT_URL',
  console: 'CONSOLE_URL',
  sandbox: 'SANDBOX_URL',
  ministryPortal: 'MINISTRY_PORTAL_URL',
  provincePortal: 'PROVINCE_PORTAL_URL',
};

/**
 * The roles this program runs: those that are named, or all that may. Outside localhost a service runs only where it has an
 * address, and the sandbox never.
 */
export function activeRoles(values: Pick<Values, 'ROLES' | 'CATALOGUE_URL' | 'DOSSIER_URL' | 'PAYMENT_URL'>, localhost: boolean): Role[] {
  if (values.ROLES !== undefined) return [...new Set(values.ROLES)];
  const services = { catalogue: values.CATALOGUE_URL, dossier: values.DOSSIER_URL, payment: values.PAYMENT_URL } as const;
  return roles.filter(
    (role) => localhost || (!sandboxRoles.includes(role) && (!(role in services) || services[role as keyof typeof services] !== undefined)),
  );
}

/** What the settings say about each other. A setting that is wrong by itself is undefined here and was reported already. */
export function contradictions(values: Values, given: (name: Name) => boolean, localhost: boolean): Complaint[] {
  const found: Complaint[] = [];
  const complain = (name: Name, problem: string): void => {
    found.push({ name, problem });
  };
  const active = activeRoles(values, localhost);
  if (!localhost) {
    for (const role of ['catalogue', 'dossier', 'payment'] as const) {
      if (active.includes(role) && values[urlNames[role]] === undefined) complain(urlNames[role], `is missing, but ROLES names ${role}`);
    }
    for (const name of names) {
      const { requiredFor } = setting(name);
      const needed =
        requiredFor !== undefined && (active.includes(requiredFor) || (name === 'PAYMENT_WEBHOOK_SECRET' && active.includes('dossier')));
      if (needed && !given(name))
        complain(
          name,
          `is missing, but the role ${requiredFor} runs here${setting(name).secret === true ? ` (give it, or ${name}_FILE)` : ''}`,
        );
      if (setting(name).required === true && !given(name))
        complain(name, `is missing${setting(name).secret === true ? ` (give it, or ${name}_FILE)` : ''}`);
    }
    for (const role of values.ROLES ?? []) {
      if ((sandboxRoles as readonly Role[]).includes(role))
        complain('ROLES', `${role} runs only where the host of IDENTITY_URL is localhost`);
    }
    if (values.DEMO_DATA === true) complain('DEMO_DATA', 'demo accounts have public passwords and exist only on localhost');
    if (values.SMS_GATEWAY_URL?.protocol === 'http:') complain('SMS_GATEWAY_URL', 'must use https outside localhost');
    if (
      values.SMTP_URL?.protocol === 'smtp:' &&
      values.SMTP_URL.hostname !== 'localhost' &&
      values.SMTP_URL.searchParams.get('requireTLS') !== 'true'
    ) {
      complain('SMTP_URL', 'must use smtps, or smtp with ?requireTLS=true, outside localhost');
    }
    for (const [origin, name] of Object.entries(urlNames)) {
      const url = values[name] as URL | undefined;
      if (origin !== 'identity' && url?.hostname === 'localhost') complain(name, 'is localhost although IDENTITY_URL is not');
    }
  }
  addresses(values, complain);
  workerPort(values, active, complain);
  for (const [idle, most] of [
    ['SESSION_IDLE_SECONDS', 'SESSION_MAX_SECONDS'],
    ['SHARED_SESSION_IDLE_SECONDS', 'SHARED_SESSION_MAX_SECONDS'],
  ] as const) {
    if ((values[idle] ?? 0) > (values[most] ?? Infinity)) complain(idle, `must not be longer than ${most}`);
  }
  reusedKeys(values, complain);
  return found;
}

function addresses(values: Values, complain: (name: Name, problem: string) => void): void {
  const seen = new Map<string, Name>();
  for (const [origin, name] of Object.entries(urlNames)) {
    const url = values[name] as URL | undefined;
    if (url === undefined) continue;
    const other = seen.get(url.origin);
    if (other !== undefined) complain(name, `is the same origin as ${other}; each role needs its own`);
    seen.set(url.origin, name);
    const port = (values.BASE_PORT ?? Number.NaN) + offsets[origin as Origin];
    if (url.protocol === 'http:' && values.TRUSTED_PROXIES === 0 && Number(url.port || 80) !== port) {
      complain(
        name,
        `names port ${url.port || '80'}, but without a proxy this role is reached on port ${port} (BASE_PORT + ${offsets[origin as Origin]})`,
      );
    }
  }
}

function workerPort(values: Values, active: readonly Role[], complain: (name: Name, problem: string) => void): void {
  const { WORKER_PORT: port, BASE_PORT: base } = values;
  if (port === undefined) return;
  if (!active.includes('worker')) complain('WORKER_PORT', 'is given, but ROLES does not name worker');
  for (const [origin, name] of Object.entries(urlNames)) {
    const offset = offsets[origin as Origin];
    if (base !== undefined && port === base + offset) complain('WORKER_PORT', `is the port behind ${name} (BASE_PORT + ${offset})`);
  }
}

/** One key for two purposes lets a value of one place be used in the other. */
function reusedKeys(values: Values, complain: (name: Name, problem: string) => void): void {
  const uses: [Name, Buffer][] = [
    ...[...(values.KEY_ENCRYPTION_KEYS?.values() ?? [])].map((key): [Name, Buffer] => ['KEY_ENCRYPTION_KEYS', key]),
    ...(values.BLIND_INDEX_KEY === undefined ? [] : [['BLIND_INDEX_KEY', values.BLIND_INDEX_KEY] as [Name, Buffer]]),
    ...[...(values.SUBJECT_PEPPERS?.values() ?? [])].map((key): [Name, Buffer] => ['SUBJECT_PEPPERS', key]),
    ...(values.COOKIE_KEYS ?? []).map((key): [Name, Buffer] => ['COOKIE_KEYS', key]),
  ];
  const seen = new Map<string, Name>();
  for (const [name, key] of uses) {
    const other = seen.get(key.toString('base64'));
    if (other !== undefined) complain(name, `contains a key that ${other} contains already; every key needs its own random value`);
    seen.set(key.toString('base64'), name);
  }
}
