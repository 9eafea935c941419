import { families } from './names.ts';
import { names, setting, type Name } from './settings.ts';

/** `docs/configuration.md`, made from the settings themselves. */
export function configurationPage(): string {
  return `# Configuration

Written by \`npm run docs\` from \`src/config/settings.ts\`. Do not edit.

Settings are environment variables. On localhost none is needed: missing secrets are generated under \`KEYS_DIR\`, and messages go to
the sandbox. Where the host of \`IDENTITY_URL\` is anything else, what is marked **required** must be given. Whatever is missing, unknown,
malformed or contradictory is reported in one list, and the program does not start.

- A **secret** may be given as a file instead: \`NAME_FILE\` is the path of a file that holds the value. Giving both is an error.
- An empty variable counts as not given.
- No setting can be loosened beyond the bounds named here.
- A variable that begins like a setting and is none is an error, because it is misspelt or out of date. The beginnings are:
  ${families.map((family) => `\`${family}\``).join(', ')}.
  Left alone are those that Kubernetes adds for a service (\`…_SERVICE_HOST\`, \`…_PORT_80_TCP\` and the like), that Azure adds for
  a managed identity (\`IDENTITY_ENDPOINT\`, \`IDENTITY_HEADER\`), and those of desktops (\`SESSION_MANAGER\`) and of the password
  manager pass (\`PASSWORD_STORE_…\`).

| Setting | Meaning | Default |
|---|---|---|
${names.map(row).join('\n')}
`;
}

function row(name: Name): string {
  const { about, default: standard, otherwise, secret, required, requiredFor } = setting(name);
  const usual = otherwise ?? (standard === undefined ? 'on localhost generated' : standard === '' ? 'none' : `\`${standard}\``);
  return `| \`${name}\` | ${about}${secret === true ? ' **Secret.**' : ''} | ${usual}${required === true ? '; **required** elsewhere' : requiredFor === undefined ? '' : `; **required** elsewhere for the role ${requiredFor}`} |`;
}
