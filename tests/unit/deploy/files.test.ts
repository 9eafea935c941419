import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '#config';
import { coreSettings } from '../../../src/config/core-settings.ts';
import { declaredSettings, rolesOf } from '../../../src/config/declared.ts';
import type { Setting } from '#config/setting';
import { modules } from '../../../src/modules.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const yaml = <T>(path: string): T => parse(read(path), { merge: true }) as T;
const declared = new Map<string, Setting>(declaredSettings(modules).map(({ name, setting }) => [name, setting]));
/** Of Node.js and of the image's own health check. */
const foreign = ['NODE_ENV', 'NODE_COMPILE_CACHE', 'HEALTH_PORT'];
const plain = (name: string): string => name.replace(/_FILE$/, '');

/** Where each role listens. */
const ports: Readonly<Record<string, number>> = Object.fromEntries(
  modules.flatMap(({ name, origins, development }) =>
    origins.filter(() => development !== true).map(({ offset }) => [name, 3000 + offset] as const),
  ),
);
const deployed = rolesOf(modules).filter((role) => modules.find(({ name }) => name === role)?.development !== true);

/** Something of the right form for each secret, as its file would hold it. */
function secret(name: string): string {
  const key = (seed: string): string => createHash('sha256').update(seed).digest('base64');
  if (name.endsWith('DATABASE_URL')) return 'postgres://mot_cua:secret@postgres:5432/mot_cua';
  if (name === 'SMTP_URL') return 'smtps://mail.example.gov.vn';
  if (name === 'KEY_ENCRYPTION_KEYS' || name === 'SUBJECT_PEPPERS') return `1:${key(name)}`;
  if (name.endsWith('_SECRET')) return `${name} with more than 32 characters of it`;
  return key(name);
}

/** The program's own judgement of an environment, with every secret in its file. */
const judged = (env: Readonly<Record<string, string>>) => {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)));
  const names = new Map(Object.entries(own).map(([name, path]) => [path, plain(name)]));
  return loadConfig(own, { file: (path) => secret(names.get(path) ?? ''), development: () => () => 'none' }, modules);
};

interface Compose {
  readonly services: Readonly<
    Record<string, { environment?: Record<string, string>; secrets?: readonly string[]; stop_grace_period?: string }>
  >;
  readonly secrets: Readonly<Record<string, unknown>>;
}
const compose = yaml<Compose>('deploy/compose.yaml');
const programs = Object.entries(compose.services).filter(([, { environment }]) => environment?.['IDENTITY_URL'] !== undefined);

test.each(programs)('the program accepts the environment of %s in the compose file', (_name, { environment = {}, secrets = [] }) => {
  const config = judged(environment);
  if (environment['ROLES'] !== undefined) expect(config.roles).toEqual([environment['ROLES']]);
  for (const path of Object.values(environment).filter((value) => value.startsWith('/run/secrets/'))) {
    expect(secrets).toContain(path.slice('/run/secrets/'.length));
    expect(Object.keys(compose.secrets)).toContain(path.slice('/run/secrets/'.length));
  }
});

test('the compose file runs every role of production, identity twice, and checks each where it listens', () => {
  const roles = programs.flatMap(([, { environment }]) => environment?.['ROLES'] ?? []);
  expect(roles.toSorted()).toEqual([...deployed, 'identity'].toSorted());
  for (const [, { environment = {} }] of programs) {
    const { ROLES: role, HEALTH_PORT: port } = environment;
    if (role !== undefined) expect(Number(port)).toBe(role === 'worker' ? Number(environment['WORKER_PORT']) : ports[role]);
  }
});

interface Values {
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly addresses: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, { settings?: Record<string, string>; secrets?: readonly string[] }>>;
  readonly roles: Readonly<Record<string, { port: number; replicas: number }>>;
  readonly terminationGracePeriodSeconds: number;
}
const chart = yaml<Values>('deploy/helm/mot-cua/values.yaml');
const example = yaml<Values>('deploy/helm/mot-cua/ci/example-values.yaml');

test.each(Object.entries(chart.roles))('the program accepts the environment of the role %s in the chart', (role, { port }) => {
  // As templates/_parts.tpl puts it together.
  const services = role in chart.services ? [role] : role === 'identity' ? [] : Object.keys(chart.services);
  const secrets = [...chart.secrets, ...services.flatMap((name) => chart.services[name]?.secrets ?? [])];
  const settings = [
    [chart.settings, example.settings],
    ...services.map((name) => [chart.services[name]?.settings, example.services[name]?.settings]),
  ].flatMap((both) => both.flatMap((each) => Object.entries(each ?? {})));
  const config = judged({
    HOST: '0.0.0.0',
    ROLES: role,
    ...(role === 'worker' ? { WORKER_PORT: String(port) } : {}),
    ...Object.fromEntries(Object.entries(example.addresses).map(([name, address]) => [`${name.toUpperCase()}_URL`, address])),
    ...Object.fromEntries(settings),
    ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/mot-cua/${name}`])),
  });
  expect(config.roles).toEqual([role]);
  if (role !== 'worker') expect(port).toBe(ports[role]);
});

test('the chart has every role of production', () => {
  expect(Object.keys(chart.roles).toSorted()).toEqual([...deployed].toSorted());
});

test('the database has room for every connection the chart may open, also while processes are replaced', () => {
  const withJobs = modules.filter(({ schema, development }) => schema?.jobs === true && development !== true).length;
  const each = (role: string): number => Number(chart.settings['DATABASE_POOL']) * (role === 'worker' ? withJobs : 1) + 3;
  const most = Object.entries(chart.roles).reduce((sum, [role, { replicas }]) => sum + each(role) * (replicas + 1), 0);
  const patroni = yaml<{ bootstrap: { dcs: { postgresql: { parameters: { max_connections: number } } } } }>('deploy/patroni/patroni.yaml');
  const room = patroni.bootstrap.dcs.postgresql.parameters.max_connections;
  expect(most).toBeLessThan(room - 10);
  expect(read('docs/guides/high-availability.md')).toContain(`**${most}** of \`max_connections: ${room}\``);
  for (const [, balanced] of read('deploy/haproxy/haproxy.cfg').matchAll(/:5432 maxconn (\d+)/g))
    expect(Number(balanced)).toBeGreaterThan(most);
});

test('what is stopped is given longer than it takes to drain and to finish', () => {
  const drain = Number((coreSettings as Readonly<Record<string, Setting>>)['DRAIN_SECONDS']?.default ?? 5) + 10;
  expect(chart.terminationGracePeriodSeconds).toBeGreaterThan(drain);
  expect(Number(/TimeoutStopSec=(\d+)/.exec(read('deploy/systemd/mot-cua@.service'))?.[1])).toBeGreaterThan(drain);
  for (const [, { stop_grace_period: grace = '' }] of programs) expect(Number.parseInt(grace, 10)).toBeGreaterThan(drain);
});

test('every variable that templates and units set is a setting', () => {
  const templates = ['_parts.tpl', 'roles.yaml', 'jobs.yaml'].map((name) => read(`deploy/helm/mot-cua/templates/${name}`)).join('\n');
  const unit = read('deploy/systemd/mot-cua@.service');
  const set = [
    ...[...templates.matchAll(/- \{ name: ([A-Z][A-Z_]+), value/g)].map(([, name = '']) => name),
    ...[...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, all = '']) =>
      [...all.matchAll(/(?:^| )([A-Z][A-Z_]+)=/g)].map(([, name = '']) => name),
    ),
  ];
  expect(set.length).toBeGreaterThan(8);
  for (const name of set) expect([...declared.keys(), ...foreign], name).toContain(plain(name));
  for (const [, name = ''] of unit.matchAll(/([A-Z_]+)_FILE=/g)) expect(declared.get(name)?.secret, name).toBe(true);
});

test('the image is of the Node.js version that everybody runs, as nobody in particular, and opens the ports of the roles', () => {
  const dockerfile = read('deploy/Dockerfile');
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(new Set(bases)).toEqual(new Set([`node:${lock.packages['node_modules/node']?.version}-bookworm-slim`]));
  expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)?.[1]?.split(' ').map(Number);
  expect(exposed?.toSorted()).toEqual([...Object.values(ports), chart.roles['worker']?.port].toSorted());
  // What is copied in has to be sent to the builder.
  const sent = read('.dockerignore').split('\n');
  for (const [, what = ''] of dockerfile.matchAll(/^COPY ([^-].*) \S+$/gm))
    for (const name of what.split(' ')) expect(sent).toContain(`!${name}`);
});

test('balancers send each name to the port of its role', () => {
  const nginx = read('deploy/nginx/upstreams.conf');
  const found = [...nginx.matchAll(/upstream mot_cua_(\w+) \{([^}]*)\}/g)].map(([, role = '', body = '']) => {
    const members = [...body.matchAll(/server ([\w-]+):(\d+)/g)];
    for (const [, host = ''] of members) expect(Object.keys(compose.services)).toContain(host);
    return [role, [...new Set(members.map(([, , port]) => Number(port)))]];
  });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(ports).map(([role, port]) => [role, [port]])));
  for (const [, , port] of read('deploy/haproxy/haproxy.cfg').matchAll(/server identity-\d (\S+):(\d+)/g))
    expect(Number(port)).toBe(ports['identity']);
});

test('every other file of YAML and JSON in the folder can be read', () => {
  for (const path of ['patroni/patroni.yaml', 'prometheus/alerts.yaml', 'prometheus/prometheus.yaml', 'helm/mot-cua/Chart.yaml'])
    expect(yaml<object>(`deploy/${path}`), path).toBeTypeOf('object');
  const { bootstrap } = yaml<{ bootstrap: { dcs: { ttl: number; loop_wait: number; retry_timeout: number } } }>(
    'deploy/patroni/patroni.yaml',
  );
  // Patroni's own rule; where it is broken Patroni chooses other times than the file says.
  expect(bootstrap.dcs.loop_wait + 2 * bootstrap.dcs.retry_timeout).toBeLessThanOrEqual(bootstrap.dcs.ttl);
  expect(bootstrap.dcs.ttl).toBeGreaterThanOrEqual(20);
});
