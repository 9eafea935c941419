import type { Host, Module } from '#module';
import type { Answer, CommandText, Invocation } from '#module/command';

/** What a command of the whole program is given: every module with its host. */
export type ProgramCall = Omit<Invocation<never>, 'host'> & { readonly hostOf: (module: Module) => Host };

/** A command as the command line runs it, whoever owns it. */
export interface Runnable extends CommandText {
  run(call: ProgramCall): Promise<Answer>;
}
