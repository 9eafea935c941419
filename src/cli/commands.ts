import { accountCommands } from './account-commands.ts';
import { clientCommands } from './client-commands.ts';
import type { Command } from './command.ts';
import { scaleCommands } from './scale-commands.ts';
import { systemCommands } from './system-commands.ts';

/** Every operator command, in the order of the manual. */
export const commands: readonly Command[] = [...clientCommands, ...accountCommands, ...systemCommands, ...scaleCommands];
