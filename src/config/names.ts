import { coreFamilies } from './core-settings.ts';
import type { Declared } from './declared.ts';
import { variable, type Configured } from './setting.ts';

/** A variable that begins like one of ours is meant for us; if it is not ours, it is misspelt or out of date. */
export const familiesOf = (modules: readonly Configured[]): readonly string[] => [
  ...new Set([
    ...modules.flatMap(({ name, origins, families = [] }) => [
      `${variable(name)}_`,
      ...origins.map((origin) => `${variable(origin.name)}_`),
      ...families,
    ]),
    ...coreFamilies,
  ]),
];

/** What others set: Kubernetes for a service called "identity", Azure for its managed identities, desktops, the password manager `pass`. */
const platform =
  /^(?:SESSION_MANAGER|PASSWORD_STORE_.+|IDENTITY_ENDPOINT|IDENTITY_HEADER|IDENTITY_SERVER_THUMBPRINT|.+_SERVICE_HOST|.+_SERVICE_PORT(?:_.+)?|.+_PORT_\d+_(?:TCP|UDP)(?:_.+)?)$/;

/** The variables that look like settings and are none. */
export function unknownNames(env: NodeJS.ProcessEnv, modules: readonly Configured[], declared: readonly Declared[]): string[] {
  const families = familiesOf(modules);
  const known = new Set(declared.flatMap(({ name, setting }) => (setting.secret === true ? [name, `${name}_FILE`] : [name])));
  return Object.keys(env).filter((name) => {
    if (known.has(name) || platform.test(name)) return false;
    if (name.endsWith('_PORT') && /^(?:tcp|udp):/.test(env[name] ?? '')) return false;
    return families.some((family) => name.startsWith(family));
  });
}
