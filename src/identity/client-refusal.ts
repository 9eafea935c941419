import { RegistrationRefused } from '#identity/clients';
import { CommandFailed } from '#module/command';

/** Who acts, on the audit trail. */
export const ACTOR = 'cli';

/** Says every reason of a refusal, one to a line. */
export async function refused<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistrationRefused)) throw error;
    throw new CommandFailed(`the ${what} is refused:\n${error.issues.map((issue) => `  ${issue.member}: ${issue.message}`).join('\n')}`);
  }
}
