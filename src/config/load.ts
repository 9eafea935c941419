import { z } from 'zod';
import { declaredSettings, type Declared } from './declared.ts';
import { coreSettings } from './core-settings.ts';
import type { DevelopmentSecrets } from './development.ts';
import { unknownNames } from './names.ts';
import { contradictions } from './rules.ts';
import { variable, type Complaint, type Configured } from './setting.ts';
import { shape, type Config } from './shape.ts';

/** Where values come from that are not in the environment itself. */
export interface Sources {
  /** The content of a `NAME_FILE`. */
  readonly file: (path: string) => string;
  /** Stands in for missing secrets on localhost; called only there. */
  readonly development: (keysDir: string) => DevelopmentSecrets;
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

/** Texts by the name of their setting. */
type Texts = Readonly<Record<string, string>>;

/**
 * Turns an environment into the configuration of a program made of `modules`, frozen. Pure: everything outside is a parameter.
 * Throws a ConfigError with every missing, unknown, malformed and contradictory setting at once; values of secrets never appear in it.
 */
export function loadConfig(env: NodeJS.ProcessEnv, sources: Sources, modules: readonly Configured[]): Config {
  const declared = declaredSettings(modules);
  const complaints: Complaint[] = unknownNames(env, modules, declared).map((name) => ({
    name,
    problem: 'is not a setting of this program',
  }));
  const raw = gather(env, { declared, sources, complaints });
  const localhost = URL.parse(raw['IDENTITY_URL'] ?? 'http://localhost')?.hostname === 'localhost';
  // A file that cannot be read was reported already; the setting is not missing as well.
  const given = (name: string): boolean => raw[name] !== undefined || complaints.some((each) => each.name === `${name}_FILE`);
  const all = localhost ? { ...localDefaults(declared, { raw, sources, modules }), ...raw } : raw;

  const values: Record<string, unknown> = {};
  for (const { name, setting } of declared) {
    const text = all[name] ?? setting.default;
    if (text === undefined) continue;
    const parsed = z.safeParse(setting.value, text);
    if (parsed.success) values[name] = parsed.data;
    else for (const message of new Set(parsed.error.issues.map((issue) => issue.message))) complaints.push({ name, problem: message });
  }
  complaints.push(...contradictions({ modules, declared, values, given, localhost }));
  if (complaints.length > 0) throw new ConfigError(complaints);
  return shape(values, { modules, localhost, startedByNpm: env['npm_lifecycle_event'] === 'start' });
}

/** The given texts, from the variables themselves and from their files. An empty variable counts as not given. */
function gather(
  env: NodeJS.ProcessEnv,
  { declared, sources, complaints }: { declared: readonly Declared[]; sources: Sources; complaints: Complaint[] },
): Texts {
  const raw: Record<string, string> = {};
  for (const { name, setting } of declared) {
    const direct = env[name] === '' ? undefined : env[name];
    const path = setting.secret === true && env[`${name}_FILE`] !== '' ? env[`${name}_FILE`] : undefined;
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

/** What stands on localhost for settings that are not given. The root of the secrets is read only where one is missing. */
function localDefaults(
  declared: readonly Declared[],
  { raw, sources, modules }: { raw: Texts; sources: Sources; modules: readonly Configured[] },
): Texts {
  const basePort = Number(raw['BASE_PORT'] ?? coreSettings.BASE_PORT.default);
  const origins = modules.flatMap((module) => module.origins);
  let secrets: DevelopmentSecrets | undefined;
  const place = (name: string) => ({
    basePort,
    origin(wanted: string): string {
      const offset = origins.find((each) => each.name === wanted)?.offset ?? 0;
      return URL.parse(raw[`${variable(wanted)}_URL`] ?? '')?.origin ?? `http://localhost:${basePort + offset}`;
    },
    secret: () => (secrets ??= sources.development(raw['KEYS_DIR'] ?? coreSettings.KEYS_DIR.default))(name),
  });
  return Object.fromEntries(
    declared.flatMap(({ name, setting }) =>
      raw[name] !== undefined || setting.localhost === undefined ? [] : [[name, setting.localhost(place(name))]],
    ),
  );
}
