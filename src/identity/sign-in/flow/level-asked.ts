import { atLeast, type Level } from './assurance.ts';
import { decideStep, type Subject } from './decide-step.ts';
import { freshFlow } from './flow.ts';

/** What a portal asks for: no less than `level`, and more where the account can. */
interface LevelsAsked {
  /** The registration's minimum or an essential `acr`; an account that cannot reach it is refused. */
  readonly level: Level;
  /** The known `acr_values`, in order of preference (OpenID Connect Core section 3.1.2.1). */
  readonly preferred?: readonly Level[] | undefined;
}

/** The first of the preferred levels that can be reached and is no lower than what is needed; else what is needed. */
export function levelAsked({ level, preferred = [] }: LevelsAsked, reachable: (level: Level) => boolean): Level {
  for (const wished of preferred) {
    const wanted = atLeast(wished, level) ? wished : level;
    if (wanted === level || reachable(wanted)) return wanted;
  }
  return level;
}

/** Whether an account can reach a level with what it has, whatever it has proved so far. `now`: seconds since the epoch. */
export const canReach = (level: Level, subject: Subject, now: number): boolean =>
  decideStep(freshFlow('sign-in'), { consent: false, level, sessionProofs: [], now }, subject).at !== 'unreachable';
