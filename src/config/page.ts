import { declaredSettings, type Declared } from './declared.ts';
import { familiesOf } from './names.ts';
import type { Configured } from './setting.ts';

/** `docs/configuration.md`, made from the settings of the program and its modules. */
export function configurationPage(modules: readonly Configured[]): string {
  return `# Configuration

Written by \`npm run docs\` from \`src/config/core-settings.ts\` and the modules' own settings. Do not edit.

Settings are environment variables. On localhost none is needed: missing secrets are generated under \`KEYS_DIR\`, and messages go to
the sandbox. Where the host of \`IDENTITY_URL\` is anything else, what is marked **required** must be given. Whatever is missing, unknown,
malformed or contradictory is reported in one list, and the program does not start.

- A **secret** may be given as a file instead: \`NAME_FILE\` is the path of a file that holds the value. Giving both is an error.
- An empty variable counts as not given.
- No setting can be loosened beyond the bounds named here.
- A variable that begins like a setting and is none is an error, because it is misspelt or out of date. The beginnings are:
  ${familiesOf(modules)
    .map((family) => `\`${family}\``)
    .join(', ')}.
  Left alone are those that Kubernetes adds for a service (\`…_SERVICE_HOST\`, \`…_PORT_80_TCP\` and the like), that Azure adds for
  a managed identity (\`IDENTITY_ENDPOINT\`, \`IDENTITY_HEADER\`), and those of desktops (\`SESSION_MANAGER\`) and of the password
  manager pass (\`PASSWORD_STORE_…\`).

| Setting | Meaning | Default |
|---|---|---|
${declaredSettings(modules).map(row).join('\n')}
`;
}

function row({ name, setting, role }: Declared): string {
  const { about, default: standard, otherwise, secret, required, requiredFor } = setting;
  const usual = otherwise ?? (standard === undefined ? 'on localhost generated' : standard === '' ? 'none' : `\`${standard}\``);
  const roles = requiredFor ?? (role !== undefined && required === true ? [role] : []);
  const needed =
    roles.length > 0
      ? `; **required** elsewhere for the role${roles.length > 1 ? 's' : ''} ${roles.join(' and ')}`
      : required === true
        ? '; **required** elsewhere'
        : '';
  return `| \`${name}\` | ${about}${secret === true ? ' **Secret.**' : ''} | ${usual}${needed} |`;
}
