import { z } from 'zod';
import { coreSettings } from './core-settings.ts';
import { variable, type Configured, type Setting } from './setting.ts';
import { address, key, list, origin } from './values.ts';

/** A setting with its name and, where it belongs to a relying party, which need not run everywhere, that one's role. */
export interface Declared {
  readonly name: string;
  readonly setting: Setting;
  readonly role: string | undefined;
}

/** The one role that is no module: background jobs of all of them. */
export const WORKER = 'worker';

/** The roles a program of these modules can run, in the order they start. */
export const rolesOf = (modules: readonly Configured[]): readonly string[] => [
  ...modules.filter(({ start }) => start !== undefined).map(({ name }) => name),
  WORKER,
];

/** Every setting of a program made of these modules, in the order of the documentation. Throws where two have one name. */
export function declaredSettings(modules: readonly Configured[]): readonly Declared[] {
  const { BASE_PORT, HOST, ...core } = coreSettings;
  const own = (settings: Readonly<Record<string, Setting>>, role?: string): Declared[] =>
    Object.entries(settings).map(([name, setting]) => ({ name, setting, role }));
  const all = [
    ...own({ BASE_PORT, HOST }),
    ...modules.flatMap((module) => own(addressesOf(module))),
    ...own({ ROLES: rolesSetting(modules) }),
    ...own(core),
    ...modules.flatMap((module) =>
      own(
        { ...databaseOf(module), ...clientKeyOf(module), ...module.settings },
        module.registration === undefined ? undefined : module.name,
      ),
    ),
  ];
  const twice = all.find(({ name }, at) => all.findIndex((each) => each.name === name) !== at);
  if (twice !== undefined) throw new Error(`two modules declare the setting ${twice.name}`);
  return all;
}

const addressesOf = ({ origins }: Configured): Record<string, Setting> =>
  Object.fromEntries(
    origins.map(({ name, offset, about }) => [
      `${variable(name)}_URL`,
      {
        about,
        value: origin,
        localhost: ({ basePort }) => `http://localhost:${basePort + offset}`,
        otherwise: `on localhost \`http://localhost:${3000 + offset}\` (\`BASE_PORT\` + ${offset})`,
      },
    ]),
  );

function rolesSetting(modules: readonly Configured[]): Setting {
  const names = rolesOf(modules);
  const development = modules.filter(({ development: only }) => only === true).map(({ title }) => title);
  return {
    about: `The roles this program runs, separated by commas: ${names.join(', ')}. ${sentence(development)} only where the host of IDENTITY_URL is localhost.`,
    value: list(z.enum(names as [string, ...string[]], { error: `must be a list of: ${names.join(', ')}` })).refine(
      (some) => some.length > 0,
      'must name at least one role',
    ),
    otherwise: 'all that may run',
  };
}

function sentence(titles: readonly string[]): string {
  const [first = 'nothing', ...rest] = titles;
  return `${first[0]?.toUpperCase() ?? ''}${first.slice(1)}${rest.map((title) => ` and ${title}`).join('')} run`;
}

const databaseOf = ({ name, title, schema }: Configured): Record<string, Setting> =>
  schema === undefined
    ? {}
    : {
        [`${variable(name)}_DATABASE_URL`]: {
          about: `A database of its own for ${title}.`,
          value: address('postgres', 'postgresql'),
          otherwise: '`DATABASE_URL`',
          secret: true,
        },
      };

const clientKeyOf = ({ name, title, registration }: Configured): Record<string, Setting> =>
  registration === undefined
    ? {}
    : {
        [`${variable(name)}_CLIENT_KEY`]: {
          about: `The private key with which ${title} authenticates at the identity provider: a P-256 scalar, 32 bytes in base64.`,
          value: key,
          localhost: ({ secret }) => secret(),
          secret: true,
          required: true,
        },
      };
