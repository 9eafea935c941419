import type { Module } from '#module';
import type { ProgramCall, Runnable } from './runnable.ts';
import { scaleCommand } from './scale-command.ts';

const migrateCommand: Runnable = {
  name: 'migrate',
  usage: '',
  about:
    'Brings the databases to the present schema and rules. Every start does the same, except that it leaves the rules of a newer version in place.',
  example: 'npm run -s cli -- migrate',
  // Every command finds the database migrated; this one wants nothing more.
  run: () => Promise.resolve({ json: { migrated: true }, text: 'the database has the present schema' }),
};

/** Every operator command, in the order of the manual: the modules' own, then those of the whole program. */
export const commandsOf = (modules: readonly Module[]): readonly Runnable[] => [
  ...modules.flatMap((module) =>
    (module.commands ?? []).map((command) => ({
      ...command,
      run: ({ hostOf, ...call }: ProgramCall) => command.run({ ...call, host: hostOf(module) }),
    })),
  ),
  migrateCommand,
  scaleCommand(modules),
];
