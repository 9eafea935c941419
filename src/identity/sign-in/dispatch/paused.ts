import type { Clock } from '#shared/clock';
import { show, type Reply } from '#shared/http';
import { Problem } from '#shared/problem';
import type { Step, Visit } from '#identity/sign-in/flow';
import { frame, pausedPage } from '#identity/sign-in/pages';
import type { At } from './parts.ts';

/** Where getting an account back can begin (`steps/recover-phone-route.ts`) and has not. */
const welcome: readonly Step['at'][] = ['credentials', 'register-person', 'register-phone', 'register-code', 'register-credential'];

/** A limit that is reached at a step ends that step for a while and nothing else: its page keeps the other ways in and the way back to the portal. */
export async function paused(
  answer: () => Promise<Reply> | Reply,
  { call, visit, clock }: { readonly call: At; readonly visit: Visit; readonly clock: Clock },
): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'limit.exceeded') throw error;
    const { code, retryAfter: seconds } = error;
    if (seconds !== undefined) call.koa.set('Retry-After', String(seconds));
    return show(pausedPage, { ...frame(visit.interaction, clock.now()), seconds, help: welcome.includes(visit.step.at), code }, 429);
  }
}
