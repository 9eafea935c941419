import { allowFormTarget, redirect, type Access, type Reply, type Request } from '#shared/http';
import { recent, satisfies, type Level } from './assurance.ts';
import { failure, startPath } from './failure.ts';
import type { Kit } from './kit.ts';
import type { Person } from './sessions.ts';

export interface GuardOptions {
  /** The person must have proved who they are at most this many seconds ago; 60 at least, or nobody would get through. */
  readonly maxAge?: number;
  /** Where somebody comes back to who has to sign in while submitting a form; the page of the form. */
  readonly formPage?: (request: Request) => string;
}

/**
 * Lets in whoever is signed in, at `level` or higher where one is given. A page's reader is sent to sign in or to step
 * up and comes back; when the provider answers with less than was asked, the callback explains it and does not come back
 * here, so there is no loop. A form cannot be sent again by itself: a sender whose session is over gets a page with the
 * way back; one who only has to prove more is taken there at once and comes back to the form's page.
 */
export function personAccess(kit: Kit, level: Level | null, options: GuardOptions = {}): Access<Person> {
  if (options.maxAge !== undefined && options.maxAge < 60) throw new Error('maxAge below a minute would refuse everybody');
  return {
    name: level === null ? 'signed in' : `signed in at ${level}`,
    async admit(request) {
      const person = await kit.person(request);
      if (person === null) return { instead: signIn(request, null) };
      const enough = level === null || satisfies(person.acr, level);
      if (!enough || !recent(person.authTime, options.maxAge, kit.options.clock.epoch())) return { instead: signIn(request, person) };
      // The page may hold a sign-out form, whose answer goes on to the provider.
      allowFormTarget(request.koa, new URL(kit.options.issuer).origin);
      return { principal: person };
    },
  };

  function signIn(request: Request, person: Person | null): Reply {
    const wanted = { level, maxAge: options.maxAge ?? null };
    if (request.koa.method === 'GET') return redirect(startPath(request.here, wanted));
    const back = options.formPage?.(request) ?? '/';
    if (person !== null && options.formPage !== undefined) return redirect(startPath(back, wanted));
    return failure(kit.options.log, request, { code: 'rp.session-ended', again: startPath(back, wanted), level });
  }
}
