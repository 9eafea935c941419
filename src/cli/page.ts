import type { Module } from '#module';
import type { CommandText } from '#module/command';
import { commandsOf } from './commands.ts';

/** `docs/cli.md`, made from the table of commands itself. */
export function cliPage(modules: readonly Module[]): string {
  return `# Operator commands

Written by \`npm run docs\` from the commands of every module. Do not edit.

    npm run -s cli -- <command> [--json]

A command works on the same configuration as the program (see [configuration](configuration.md)): run it where the program runs, with
the same environment. While the program runs, a command uses its database, and the running processes follow what it changed at once.
While it does not run and there is no \`DATABASE_URL\`, the command starts the embedded database for as long as it takes.

- Standard output has the answer and nothing else: lines for people, or with \`--json\` one JSON object on one line. Members of that
  object keep their names; new ones may be added. What a command prints without a table is the same object, indented.
- Standard error has what went wrong, in a sentence that says what to do.
- The exit code is 0 when it is done, 1 when it was refused or failed (nothing was changed then, except by an import, which
  says row by row what it took), 2 when it was typed wrongly.
- Every change is an audit event with the actor \`cli\`: of accounts, clients and keys in the transaction of the change, of the services'
  own data right after it.
- \`<command> --help\` shows one command.

${commandsOf(modules).map(section).join('\n')}`;
}

const section = (command: CommandText): string => `## ${command.name}

    ${`${command.name} ${command.usage}`.trimEnd()}

${command.about}
${command.more === undefined ? '' : `\n${command.more}\n`}
\`\`\`sh
${command.example}
\`\`\`
`;
