import { WORKER, type Declared } from './declared.ts';
import { variable, type Complaint, type Configured } from './setting.ts';

/** The checked values; what is wrong by itself, or not given, is absent. */
export type Loose = Readonly<Record<string, unknown>>;

/** What the rules look at. */
export interface Ruled {
  readonly modules: readonly Configured[];
  readonly declared: readonly Declared[];
  readonly values: Loose;
  /** Whether somebody gave a setting, or a file for it, be it wrong. */
  readonly given: (name: string) => boolean;
  readonly localhost: boolean;
}

const urlOf = (values: Loose, origin: string): URL | undefined => values[`${variable(origin)}_URL`] as URL | undefined;

/**
 * The roles this program runs: those that are named, or all that may. Outside localhost a relying party runs only where it has
 * an address, and what is for development never.
 */
export function activeRoles(modules: readonly Configured[], values: Loose, localhost: boolean): readonly string[] {
  if (values['ROLES'] !== undefined) return [...new Set(values['ROLES'] as string[])];
  const runs = ({ development, registration, origins }: Configured): boolean =>
    localhost || (development !== true && (registration === undefined || origins.every(({ name }) => urlOf(values, name) !== undefined)));
  return [...modules.filter((module) => module.start !== undefined && runs(module)).map(({ name }) => name), WORKER];
}

/** What the settings say about each other. A setting that is wrong by itself was reported already. */
export function contradictions(ruled: Ruled): Complaint[] {
  const { modules, values, localhost } = ruled;
  const active = activeRoles(modules, values, localhost);
  return [
    ...(localhost ? [] : outsideLocalhost(ruled, active)),
    ...addresses(modules, values),
    ...workerPort(modules, values, active),
    ...modules.flatMap((module) => module.contradictions?.(values) ?? []),
    ...reusedKeys(ruled),
  ];
}

function outsideLocalhost({ modules, declared, values, given }: Ruled, active: readonly string[]): Complaint[] {
  const found: Complaint[] = [];
  const complain = (name: string, problem: string): void => void found.push({ name, problem });
  for (const { name: role, origins, registration } of modules) {
    if (registration === undefined || !active.includes(role)) continue;
    for (const { name } of origins)
      if (urlOf(values, name) === undefined) complain(`${variable(name)}_URL`, `is missing, but ROLES names ${role}`);
  }
  for (const { name, setting, role } of declared) {
    if (given(name)) continue;
    const file = setting.secret === true ? ` (give it, or ${name}_FILE)` : '';
    const needs = role === undefined ? (setting.requiredFor ?? []) : setting.required === true ? [role] : [];
    const needing = needs.find((each) => active.includes(each));
    if (needing !== undefined) complain(name, `is missing, but the role ${needing} runs here${file}`);
    else if (role === undefined && setting.required === true) complain(name, `is missing${file}`);
  }
  for (const role of (values['ROLES'] as string[] | undefined) ?? []) {
    if (modules.some(({ name, development }) => name === role && development === true))
      complain('ROLES', `${role} runs only where the host of IDENTITY_URL is localhost`);
  }
  if (values['DEMO_DATA'] === true) complain('DEMO_DATA', 'demo accounts have public passwords and exist only on localhost');
  messengers(values, complain);
  for (const name of modules.flatMap(({ origins }) => origins.map((origin) => origin.name))) {
    if (name !== 'identity' && urlOf(values, name)?.hostname === 'localhost')
      complain(`${variable(name)}_URL`, 'is localhost although IDENTITY_URL is not');
  }
  return found;
}

/** What is sent to people is never readable on the way. */
function messengers(values: Loose, complain: (name: string, problem: string) => void): void {
  const [sms, smtp] = [values['SMS_GATEWAY_URL'], values['SMTP_URL']] as (URL | undefined)[];
  if (sms?.protocol === 'http:') complain('SMS_GATEWAY_URL', 'must use https outside localhost');
  if (smtp?.protocol === 'smtp:' && smtp.hostname !== 'localhost' && smtp.searchParams.get('requireTLS') !== 'true')
    complain('SMTP_URL', 'must use smtps, or smtp with ?requireTLS=true, outside localhost');
}

function addresses(modules: readonly Configured[], values: Loose): Complaint[] {
  const found: Complaint[] = [];
  const seen = new Map<string, string>();
  for (const { name: origin, offset } of modules.flatMap(({ origins }) => origins)) {
    const [name, url] = [`${variable(origin)}_URL`, urlOf(values, origin)];
    if (url === undefined) continue;
    const other = seen.get(url.origin);
    if (other !== undefined) found.push({ name, problem: `is the same origin as ${other}; each role needs its own` });
    seen.set(url.origin, name);
    const port = Number(values['BASE_PORT'] ?? Number.NaN) + offset;
    if (url.protocol === 'http:' && values['TRUSTED_PROXIES'] === 0 && Number(url.port || 80) !== port) {
      found.push({
        name,
        problem: `names port ${url.port || '80'}, but without a proxy this role is reached on port ${port} (BASE_PORT + ${offset})`,
      });
    }
  }
  return found;
}

function workerPort(modules: readonly Configured[], values: Loose, active: readonly string[]): Complaint[] {
  const [port, base] = [values['WORKER_PORT'], values['BASE_PORT']] as (number | undefined)[];
  if (port === undefined) return [];
  const taken = modules.flatMap(({ origins, ports = {} }) => [
    ...origins.map(({ name, offset }) => ({ offset, what: `the port behind ${variable(name)}_URL` })),
    ...Object.entries(ports).map(([what, offset]) => ({ offset, what: `the port of ${what}` })),
  ]);
  const clash = taken.filter(({ offset }) => base !== undefined && port === base + offset);
  return [
    ...(active.includes(WORKER) ? [] : ['is given, but ROLES does not name worker']),
    ...clash.map(({ offset, what }) => `is ${what} (BASE_PORT + ${offset})`),
  ].map((problem) => ({ name: 'WORKER_PORT', problem }));
}

/** One key for two purposes lets a value of one place be used in the other. */
function reusedKeys({ declared, values }: Ruled): Complaint[] {
  const found: Complaint[] = [];
  const seen = new Map<string, string>();
  for (const { name } of declared) {
    for (const key of keysIn(values[name])) {
      const other = seen.get(key.toString('base64'));
      if (other !== undefined)
        found.push({ name, problem: `contains a key that ${other} contains already; every key needs its own random value` });
      seen.set(key.toString('base64'), name);
    }
  }
  return found;
}

function keysIn(value: unknown): readonly Buffer[] {
  if (Buffer.isBuffer(value)) return [value];
  if (value instanceof Map) return [...value.values()].flatMap(keysIn);
  return Array.isArray(value) ? value.flatMap(keysIn) : [];
}
