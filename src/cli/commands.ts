import { accountCommands } from './account-commands.ts';
import { agencyCommands } from './agency-commands.ts';
import { catalogueCommands } from './catalogue-commands.ts';
import { clientCommands } from './client-commands.ts';
import type { Command } from './command.ts';
import { scaleCommands } from './scale-commands.ts';
import { staffCommands } from './staff-commands.ts';
import { suspenseCommands } from './suspense-commands.ts';
import { systemCommands } from './system-commands.ts';

/** Every operator command, in the order of the manual. */
export const commands: readonly Command[] = [
  ...clientCommands,
  ...accountCommands,
  ...catalogueCommands,
  ...agencyCommands,
  ...staffCommands,
  ...suspenseCommands,
  ...systemCommands,
  ...scaleCommands,
];
